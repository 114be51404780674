package dev.llmconnect.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name closest to a misspelt one. */
public final class Suggestions {
    private static final int MAX_NAME_LENGTH = 64;

    private Suggestions() {}

    /**
     * Returns the known name closest to {@code given}: one that differs only in case and separators ({@code baseUrl} for
     * {@code base_url}), otherwise the one with the fewest edits, at most a third of its characters.
     */
    public static Optional<String> closest(String given, Collection<String> known) {
        if (given.isEmpty() || given.length() > MAX_NAME_LENGTH) {
            return Optional.empty();
        }
        Optional<String> alike = known.stream()
                .filter(name -> letters(name).equals(letters(given)))
                .min(Comparator.naturalOrder());
        if (alike.isPresent()) {
            return alike;
        }
        int tolerance = Math.max(1, given.length() / 3);
        return known.stream()
                .filter(name -> distance(given, name) <= tolerance)
                .min(Comparator.<String>comparingInt(name -> distance(given, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Returns {@code "; did you mean `x`?"}, or an empty text. */
    public static String didYouMean(String given, Collection<String> known) {
        return closest(given, known)
                .map(name -> "; did you mean `" + name + "`?")
                .orElse("");
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
