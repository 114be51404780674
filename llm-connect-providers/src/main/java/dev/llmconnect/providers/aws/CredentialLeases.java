package dev.llmconnect.providers.aws;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.credentials.Lease;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Makes leases of temporary credentials. */
final class CredentialLeases {
    /** Time before the expiry at which credentials are renewed: 5 minutes, as AWS's SDKs have it. */
    static final Duration MARGIN = Duration.ofMinutes(5);
    /** Time after which credentials without an expiry are fetched again: 15 minutes. */
    static final Duration UNDATED = Duration.ofMinutes(15);

    private CredentialLeases() {}

    /**
     * A lease of temporary credentials.
     *
     * @param from what gives them, for messages
     * @param expiry in ISO 8601
     */
    static Lease<AwsCredentials> of(
            String from,
            Optional<String> id,
            Optional<String> key,
            Optional<String> token,
            Optional<String> expiry,
            Instant now)
            throws NoCredentialsException {
        if (id.isEmpty() || key.isEmpty()) {
            throw malformed(from, "without an access key");
        }
        try {
            Instant end = expiry.isPresent() ? Instant.parse(expiry.get()) : null;
            AwsCredentials credentials = new AwsCredentials(
                    id.get(), Secret.of(key.get()), token.map(Secret::of).orElse(null));
            return end == null
                    ? new Lease<>(credentials, now.plus(UNDATED), Instant.MAX)
                    : new Lease<>(credentials, end.minus(MARGIN), end);
        } catch (DateTimeException e) {
            throw malformed(from, "whose expiration is not a date");
        } catch (LLMConfigurationException e) {
            throw malformed(from, "whose key has characters that no header can carry");
        }
    }

    /** Credentials as container and instance endpoints and credential processes write them. */
    static Lease<AwsCredentials> of(String from, JsonNode answer, String tokenName, Instant now)
            throws NoCredentialsException {
        return of(
                from,
                answer.filled("AccessKeyId"),
                answer.filled("SecretAccessKey"),
                answer.filled(tokenName),
                answer.filled("Expiration"),
                now);
    }

    private static NoCredentialsException malformed(String from, String how) {
        return new NoCredentialsException(from + " returned an answer " + how, FailureReason.MALFORMED, null);
    }
}
