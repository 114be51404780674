package dev.llmconnect.providers.aws;

import dev.llmconnect.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign requests to AWS. Immutable and thread-safe.
 *
 * @param accessKeyId identifies the key, and is sent
 * @param secretKey signs, and is never sent
 * @param sessionToken belongs to a temporary key, and is sent; {@code null} for a long-term key
 */
public record AwsCredentials(
        String accessKeyId, Secret secretKey, @Nullable Secret sessionToken) {
    /** Never shows a key. */
    @Override
    public String toString() {
        return "AwsCredentials";
    }
}
