package dev.llmconnect.ledger;

import java.time.Duration;

/** Determines when a periodic task is due, first immediately. Confined to one thread. */
final class Interval {
    private final long nanos;
    private boolean begun;
    private long due;

    Interval(Duration length) {
        nanos = length.toNanos();
    }

    /** Whether the task is due; if so, it is next due one interval later. */
    boolean isDue(long now) {
        if (begun && now - due < 0) {
            return false;
        }
        begun = true;
        due = now + nanos;
        return true;
    }
}
