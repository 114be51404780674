package dev.llmconnect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A credential that cannot be printed by accident. Making one tells the {@link Redactor} its value, so that it is taken out of
 * everything that leaves the process. Immutable and thread-safe.
 */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * A secret of this value, without blanks around it.
     *
     * @throws LLMConfigurationException when blank, or when it holds a character that no HTTP header can carry
     */
    public static Secret of(String value) {
        String trimmed = value.strip();
        if (trimmed.isEmpty()) {
            throw new LLMConfigurationException("a key must not be blank");
        }
        Redactor.remember(trimmed);
        if (trimmed.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new LLMConfigurationException("a key holds a blank, a line end or a character that is not ASCII");
        }
        return new Secret(trimmed);
    }

    /** The credential itself, for the one place that sends it. */
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
