package dev.llmconnect;

import java.time.Duration;

/**
 * Deadline of a call, shared by all its attempts. Immutable and thread-safe.
 *
 * <p>Measured on a monotonic {@link Ticker}; changes of the wall clock do not affect it.
 */
public final class Deadline {
    private final Ticker ticker;
    private final long atNanos;

    private Deadline(Ticker ticker, long atNanos) {
        this.ticker = ticker;
        this.atNanos = atNanos;
    }

    /** Returns the deadline {@code timeout} from now. */
    public static Deadline after(Duration timeout) {
        return after(timeout, Ticker.system());
    }

    /** Returns the deadline {@code timeout} from now on the given ticker. */
    public static Deadline after(Duration timeout, Ticker ticker) {
        return at(ticker.nanos(), timeout, ticker);
    }

    static Deadline at(long startNanos, Duration timeout, Ticker ticker) {
        return new Deadline(ticker, startNanos + timeout.toNanos());
    }

    /** Time remaining; never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, atNanos - ticker.nanos()));
    }

    /** Whether no time remains. */
    public boolean isExpired() {
        return atNanos - ticker.nanos() <= 0;
    }

    /** Returns the earlier of the two. Both must use the same ticker. */
    public Deadline earlier(Deadline other) {
        return other.atNanos - atNanos < 0 ? other : this;
    }

    @Override
    public String toString() {
        return "Deadline[in " + remaining().toMillis() + " ms]";
    }
}
