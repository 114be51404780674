package dev.llmconnect.providers.credentials;

import java.time.Instant;

/**
 * A credential and how long it may be used.
 *
 * @param renewAt when a new one is to be fetched, while this one is still in use
 * @param expiry when it is no longer accepted
 */
public record Lease<T>(T value, Instant renewAt, Instant expiry) {
    /** A credential that is never renewed. */
    public static <T> Lease<T> permanent(T value) {
        return new Lease<>(value, Instant.MAX, Instant.MAX);
    }

    /** Never shows the credential. */
    @Override
    public String toString() {
        return "Lease[renewAt=" + renewAt + ", expiry=" + expiry + "]";
    }
}
