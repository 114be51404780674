package dev.llmconnect;

import java.util.ArrayList;
import java.util.List;

/**
 * Every attempt that was made for one call, written by the decorators that make them and shared by all copies of the request, so
 * that the answer and the log can tell what happened. Thread-safe.
 */
public final class Attempts {
    /** How many are kept: {@value}. Beyond that, the newest takes the place of the last one. */
    public static final int MOST_KEPT = 16;

    private final List<Attempt> kept = new ArrayList<>(1);
    private int count;

    /** No attempt yet. */
    public Attempts() {}

    /** Adds one that has ended. */
    public synchronized void add(Attempt attempt) {
        count++;
        if (kept.size() < MOST_KEPT) {
            kept.add(attempt);
        } else {
            kept.set(MOST_KEPT - 1, attempt);
        }
    }

    /** The attempts in the order in which they ended, at most {@value #MOST_KEPT}. */
    public synchronized List<Attempt> list() {
        return List.copyOf(kept);
    }

    /** How many there were, also those that are not kept. */
    public synchronized int count() {
        return count;
    }
}
