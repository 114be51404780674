package dev.llmconnect.providers.aws;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMCall;
import dev.llmconnect.providers.credentials.Lease;
import dev.llmconnect.providers.http.HttpCall;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * AWS STS, which gives the credentials of a role. Immutable and thread-safe.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>, <a
 * href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">AssumeRoleWithWebIdentity</a>.
 */
final class SecurityTokenService {
    private static final String SERVICE = "sts";
    /** Where the global endpoint is. */
    private static final String GLOBAL_REGION = "us-east-1";

    private final String url;
    private final String region;
    private final Clock clock;
    private final CredentialEndpoint endpoint;

    SecurityTokenService(AwsEnvironment environment) {
        Optional<String> given = environment.region();
        region = given.orElse(GLOBAL_REGION);
        url = environment
                .variable("AWS_ENDPOINT_URL_STS")
                .orElseGet(
                        () -> given.map(name -> AwsEnvironment.url("sts", name)).orElse("https://sts.amazonaws.com"));
        clock = environment.clock();
        endpoint = environment.endpoint("AWS STS");
    }

    /**
     * Assumes a role.
     *
     * @param role name, session and further parameters of the request
     * @param credentials that sign the request; {@code null} if a token among the parameters proves the identity
     */
    Lease<AwsCredentials> assume(
            String action, Map<String, String> role, @Nullable AwsCredentials credentials, LLMCall request)
            throws NoCredentialsException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("Action", action);
        form.put("Version", "2011-06-15");
        form.putAll(role);
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpCall call = new HttpCall(
                        "POST", url.endsWith("/") ? url : url + "/", body.getBytes(StandardCharsets.US_ASCII))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/xml");
        if (credentials != null) {
            new SigV4(region, SERVICE, clock).sign(call, credentials);
        }
        Map<String, String> answer = XmlValues.read(
                endpoint.ask(call, request), Set.of("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"));
        if (!answer.containsKey("Expiration")) {
            throw new NoCredentialsException(
                    endpoint.name() + " returned an answer without credentials", FailureReason.MALFORMED, null);
        }
        return CredentialLeases.of(
                endpoint.name(),
                Optional.ofNullable(answer.get("AccessKeyId")),
                Optional.ofNullable(answer.get("SecretAccessKey")),
                Optional.ofNullable(answer.get("SessionToken")),
                Optional.ofNullable(answer.get("Expiration")),
                clock.instant());
    }
}
