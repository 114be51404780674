package dev.llmconnect.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name a person probably meant. */
public final class Suggestions {
    private static final int LONGEST_NAME = 64;

    private Suggestions() {}

    /** The known name nearest to {@code given}, when it is near enough to be a slip of the finger. */
    public static Optional<String> closest(String given, Collection<String> known) {
        if (given.isEmpty() || given.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        int tolerance = Math.max(1, given.length() / 3);
        return known.stream()
                .filter(name -> distance(given, name) <= tolerance)
                .min(Comparator.<String>comparingInt(name -> distance(given, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code "; did you mean `x`?"}, or nothing. */
    public static String didYouMean(String given, Collection<String> known) {
        return closest(given, known)
                .map(name -> "; did you mean `" + name + "`?")
                .orElse("");
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
