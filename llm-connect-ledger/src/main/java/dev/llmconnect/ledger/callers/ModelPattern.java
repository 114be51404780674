package dev.llmconnect.ledger.callers;

import java.util.Locale;

/**
 * Pattern of models a caller may use: {@code gpt-4o}, {@code gpt-4o*}, {@code openai/*}, {@code profile:balanced}. {@code *}
 * matches any characters; case is ignored. Matched against the model, and against {@code provider/model}. The routes of a profile
 * are checked too, unless the profile itself is permitted with {@code profile:}. Immutable and thread-safe.
 */
public final class ModelPattern {
    private static final String PROFILE = "profile:";

    private final String text;
    private final String[] pieces;
    private final boolean profile;

    private ModelPattern(String text) {
        this.text = text;
        this.profile = text.startsWith(PROFILE);
        String pattern = profile ? text.substring(PROFILE.length()) : text;
        this.pieces = pattern.toLowerCase(Locale.ROOT).split("\\*", -1);
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
        return profile && fits(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a provider's model is permitted. */
    public boolean matches(String provider, String model) {
        if (profile) {
            return false;
        }
        String name = model.toLowerCase(Locale.ROOT);
        return fits(name) || (!provider.isEmpty() && fits(provider.toLowerCase(Locale.ROOT) + "/" + name));
    }

    private boolean fits(String name) {
        if (pieces.length == 1) {
            return name.equals(pieces[0]);
        }
        String last = pieces[pieces.length - 1];
        if (!name.startsWith(pieces[0]) || !name.endsWith(last)) {
            return false;
        }
        int from = pieces[0].length();
        int end = name.length() - last.length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int at = name.indexOf(pieces[i], from);
            if (at < 0) {
                return false;
            }
            from = at + pieces[i].length();
        }
        return from <= end;
    }

    @Override
    public String toString() {
        return text;
    }
}
