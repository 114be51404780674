package dev.llmconnect.providers.bedrock;

import dev.llmconnect.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Who asks AWS.
 *
 * @param accessKeyId names the key, and is sent in the clear
 * @param secretKey signs, and is never sent
 * @param sessionToken proves a temporary key; {@code null} for a lasting one
 */
record AwsCredentials(
        String accessKeyId, Secret secretKey, @Nullable Secret sessionToken) {
    /** Tells nothing. */
    @Override
    public String toString() {
        return "AwsCredentials";
    }
}
