package dev.llmconnect.internal.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One reading of a tree, with everything that is wrong with it. Not thread-safe. */
public final class Reading {
    private final boolean partial;
    private final List<String> violations = new ArrayList<>();

    private Reading(boolean partial) {
        this.partial = partial;
    }

    /** Reads a whole answer. */
    public static Reading whole() {
        return new Reading(false);
    }

    /** Reads the beginning of an answer: what is not there yet, or cannot be read yet, is left out. */
    public static Reading partial() {
        return new Reading(true);
    }

    /** Whether the tree may be the beginning of an answer. */
    boolean isPartial() {
        return partial;
    }

    /** What is wrong, each with the path of its value; empty when all is right. */
    public List<String> violations() {
        return violations;
    }

    /** Notes what is wrong with a value; {@code null}, as the value that was read. */
    @Nullable
    Object violation(String path, String what) {
        violations.add((path.isEmpty() ? "the value" : path) + " " + what);
        return null;
    }

    /** Notes that a value is of another kind. */
    @Nullable
    Object mismatch(String path, String expected, @Nullable Object got) {
        return violation(path, "must be " + expected + ", got " + kind(got));
    }

    private static String kind(@Nullable Object tree) {
        if (tree instanceof Map) {
            return "an object";
        }
        if (tree instanceof List) {
            return "a list";
        }
        if (tree instanceof String text) {
            return text.length() <= 40 ? '"' + text + '"' : "a text of " + text.length() + " characters";
        }
        return String.valueOf(tree);
    }

    static String member(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
