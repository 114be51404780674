package dev.llmconnect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A credential that cannot be printed by accident. Creating one registers its value with the {@link Redactor}. Immutable and
 * thread-safe.
 */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Creates a secret, trimming the value.
     *
     * @throws LLMConfigurationException if the value is blank or contains a character that is not allowed in an HTTP header
     */
    public static Secret of(String value) {
        String trimmed = value.strip();
        if (trimmed.isEmpty()) {
            throw new LLMConfigurationException("a key must not be blank");
        }
        Redactor.register(trimmed);
        if (trimmed.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new LLMConfigurationException("a key must not contain a space, a line end or a non-ASCII character");
        }
        return new Secret(trimmed);
    }

    /** Returns the plain credential, for the code that sends it. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return Redactor.REPLACEMENT;
    }
}
