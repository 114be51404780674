package dev.llmconnect.ledger.callers;

import dev.llmconnect.internal.NamePattern;
import java.util.Locale;

/**
 * Pattern of models a caller may use: {@code gpt-4o}, {@code gpt-4o*}, {@code openai/*}, {@code profile:balanced}. {@code *}
 * matches any characters; case is ignored. Matched against the model, and against {@code provider/model}. The routes of a profile
 * are checked too, unless the profile itself is permitted with {@code profile:}. Immutable and thread-safe.
 */
public final class ModelPattern {
    private static final String PROFILE = "profile:";

    private final String text;
    private final NamePattern pattern;
    private final boolean profile;

    private ModelPattern(String text) {
        this.text = text;
        this.profile = text.startsWith(PROFILE);
        String names = profile ? text.substring(PROFILE.length()) : text;
        this.pattern = NamePattern.of(names.toLowerCase(Locale.ROOT));
    }

    /**
     * Parses a pattern.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public static ModelPattern of(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a pattern of models must not be blank");
        }
        return new ModelPattern(text);
    }

    /** Whether a profile is permitted, including all its routes. */
    public boolean matchesProfile(String name) {
        return profile && pattern.matches(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a provider's model is permitted. */
    public boolean matches(String provider, String model) {
        if (profile) {
            return false;
        }
        String name = model.toLowerCase(Locale.ROOT);
        return pattern.matches(name)
                || (!provider.isEmpty() && pattern.matches(provider.toLowerCase(Locale.ROOT) + "/" + name));
    }

    @Override
    public String toString() {
        return text;
    }
}
