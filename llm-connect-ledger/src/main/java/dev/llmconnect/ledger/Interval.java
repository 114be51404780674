package dev.llmconnect.ledger;

import java.time.Duration;

/** Tells when something that is done regularly is due; the first time at once. Used by one thread. */
final class Interval {
    private final long nanos;
    private boolean begun;
    private long due;

    Interval(Duration length) {
        nanos = length.toNanos();
    }

    /** Whether it is due; if so, it is due again one interval later. */
    boolean isDue(long now) {
        if (begun && now - due < 0) {
            return false;
        }
        begun = true;
        due = now + nanos;
        return true;
    }
}
