package dev.llmconnect.internal;

import java.util.Comparator;
import java.util.Optional;

/** Pattern of model names, in which each {@code *} stands for any text, also none. Immutable and thread-safe. */
public final class NamePattern {
    /** The most specific first: more other characters, then fewer {@code *}. */
    public static final Comparator<NamePattern> MOST_SPECIFIC_FIRST = NamePattern::compare;

    private static final String WILDCARD = "*";

    private final String text;
    /** Texts before, between and after the wildcards. */
    private final String[] pieces;

    private final int literals;

    private NamePattern(String text) {
        this.text = text;
        pieces = text.split("\\*", -1);
        literals = text.length() - (pieces.length - 1);
    }

    private static int compare(NamePattern one, NamePattern other) {
        return one.literals != other.literals
                ? Integer.compare(other.literals, one.literals)
                : Integer.compare(one.pieces.length, other.pieces.length);
    }

    /** Creates a pattern; a text without {@code *} matches only itself. */
    public static NamePattern of(String text) {
        return new NamePattern(text);
    }

    /** Whether a text has a {@code *}. */
    public static boolean isPattern(String text) {
        return text.contains(WILDCARD);
    }

    /** Whether a name matches. Takes time in proportion to the length of the name for each wildcard. */
    public boolean matches(String name) {
        return wildcard(name).isPresent();
    }

    /** Returns the text for which the first {@code *} stands; empty if the name does not match. */
    public Optional<String> wildcard(String name) {
        String first = pieces[0];
        if (pieces.length == 1) {
            return name.equals(first) ? Optional.of("") : Optional.empty();
        }
        String last = pieces[pieces.length - 1];
        if (!name.startsWith(first) || !name.endsWith(last) || name.length() < first.length() + last.length()) {
            return Optional.empty();
        }
        int at = first.length();
        int end = name.length() - last.length();
        int wildcardEnd = end;
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = name.indexOf(pieces[i], at);
            if (found < 0 || found + pieces[i].length() > end) {
                return Optional.empty();
            }
            wildcardEnd = i == 1 ? found : wildcardEnd;
            at = found + pieces[i].length();
        }
        return Optional.of(name.substring(first.length(), wildcardEnd));
    }

    /** Returns a text with its first {@code *} replaced by another text. */
    public static String fill(String template, String wildcard) {
        int at = template.indexOf(WILDCARD);
        return at < 0 ? template : template.substring(0, at) + wildcard + template.substring(at + 1);
    }

    @Override
    public String toString() {
        return text;
    }
}
