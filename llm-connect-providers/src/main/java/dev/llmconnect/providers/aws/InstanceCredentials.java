package dev.llmconnect.providers.aws;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMCall;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.credentials.Lease;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.http.Network;
import java.time.Clock;
import java.time.Duration;

/**
 * The role of an EC2 instance, from its metadata service, version 2. Version 1 is never asked.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html">AWS's description</a>.
 */
final class InstanceCredentials implements AwsCredentialSource {
    /** Outside of EC2 nobody answers, and the call should learn it soon: 1 s, as AWS's SDKs have it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final int MAX_NAME = 200;

    private final String base;
    private final Clock clock;
    private final CredentialEndpoint endpoint;

    InstanceCredentials(AwsEnvironment environment) {
        base = environment
                .variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
                .map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                .orElseGet(() -> environment
                        .variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
                        .filter(mode -> mode.equalsIgnoreCase("IPv6"))
                        .map(mode -> "http://[fd00:ec2::254]")
                        .orElse("http://169.254.169.254"));
        clock = environment.clock();
        endpoint = new CredentialEndpoint("the instance metadata service", Network.DIRECT, TIMEOUT);
    }

    @Override
    public String name() {
        return "instance metadata (EC2)";
    }

    @Override
    public Lease<AwsCredentials> fetch(LLMCall request) throws NoCredentialsException {
        HttpCall session = new HttpCall("PUT", base + "/latest/api/token", new byte[0])
                .header("X-aws-ec2-metadata-token-ttl-seconds", "300");
        Secret token = Secret.of(endpoint.ask(session, request).readUtf8());
        String role = endpoint.ask(get(ROLES, token), request).readUtf8().strip();
        if (role.isEmpty() || role.length() > MAX_NAME || role.contains("\n")) {
            throw NoCredentialsException.unusable(endpoint.name() + " names no role of the instance");
        }
        JsonNode answer = endpoint.askForJson(get(ROLES + SigV4.encoded(role), token), request);
        String code = answer.filled("Code").orElse("Success");
        if (!code.equals("Success")) {
            throw new NoCredentialsException(
                    endpoint.name() + " has no credentials of the instance's role: " + code,
                    FailureReason.AUTHENTICATION,
                    null);
        }
        return CredentialLeases.of(endpoint.name(), answer, "Token", clock.instant());
    }

    private HttpCall get(String path, Secret token) {
        return new HttpCall("GET", base + path, new byte[0]).header("X-aws-ec2-metadata-token", token.reveal());
    }
}
