package dev.llmconnect.providers.aws;

import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.internal.SecretFile;
import dev.llmconnect.providers.credentials.Lease;
import dev.llmconnect.providers.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A role of AWS IAM Identity Center, for somebody who has signed in with {@code aws sso login}. The cached sign-in is read for every
 * request, and never changed.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html">AWS's description</a>, <a
 * href="https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html">GetRoleCredentials</a>.
 */
final class SingleSignOn implements AwsCredentialSource {
    private final String name;
    private final String profile;
    private final Path signIn;
    private final String url;
    private final Clock clock;
    private final CredentialEndpoint endpoint;

    /**
     * A role.
     *
     * @param session the name of the session, else the start URL: its hash is the name of the cached sign-in
     */
    SingleSignOn(
            String name,
            String profile,
            String session,
            String region,
            String account,
            String role,
            Path cache,
            AwsEnvironment environment) {
        this.name = name;
        this.profile = profile;
        this.signIn = cache.resolve(sha1(session) + ".json");
        this.url =
                environment.variable("AWS_ENDPOINT_URL_SSO").orElseGet(() -> AwsEnvironment.url("portal.sso", region))
                        + "/federation/credentials?account_id=" + SigV4.encoded(account) + "&role_name="
                        + SigV4.encoded(role);
        this.clock = environment.clock();
        this.endpoint = environment.endpoint("AWS IAM Identity Center");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Lease<AwsCredentials> fetch(LLMCall request) throws NoCredentialsException {
        HttpCall call = new HttpCall("GET", url, new byte[0])
                .header("Accept", "application/json")
                .header("x-amz-sso_bearer_token", token().reveal());
        JsonNode role = endpoint.askForJson(call, request).get("roleCredentials");
        OptionalLong expiration = role.number("expiration");
        return CredentialLeases.of(
                endpoint.name(),
                role.filled("accessKeyId"),
                role.filled("secretAccessKey"),
                role.filled("sessionToken"),
                expiration.isPresent()
                        ? Optional.of(
                                Instant.ofEpochMilli(expiration.getAsLong()).toString())
                        : Optional.empty(),
                clock.instant());
    }

    private Secret token() throws NoCredentialsException {
        if (!Files.exists(signIn)) {
            throw NoCredentialsException.unusable("there is no sign-in: " + login());
        }
        try {
            JsonNode cached = Json.read(SecretFile.read("the cached sign-in", signIn.toString()));
            Secret token = Secret.of(cached.textOrEmpty("accessToken"));
            // Old versions of the command line wrote UTC in place of Z.
            Instant expiry = Instant.parse(cached.textOrEmpty("expiresAt").replace("UTC", "Z"));
            if (!clock.instant().isBefore(expiry)) {
                throw NoCredentialsException.unusable("the sign-in expired at " + expiry + ": " + login());
            }
            return token;
        } catch (JsonException | DateTimeException | LLMConfigurationException e) {
            throw NoCredentialsException.unusable("the cached sign-in " + signIn + " cannot be used: " + login());
        }
    }

    private String login() {
        return "run aws sso login --profile " + profile;
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
