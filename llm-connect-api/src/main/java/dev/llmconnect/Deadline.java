package dev.llmconnect;

import java.time.Duration;

/**
 * The moment at which a call must have ended, shared by every attempt that is made for it. Immutable and thread-safe.
 *
 * <p>Measured on a monotonic {@link Ticker}, so a change of the wall clock does not move it.
 */
public final class Deadline {
    private final Ticker ticker;
    private final long atNanos;

    private Deadline(Ticker ticker, long atNanos) {
        this.ticker = ticker;
        this.atNanos = atNanos;
    }

    /** The moment {@code timeout} from now. */
    public static Deadline after(Duration timeout) {
        return after(timeout, Ticker.system());
    }

    /** The moment {@code timeout} from now on the given ticker. */
    public static Deadline after(Duration timeout, Ticker ticker) {
        return at(ticker.nanos(), timeout, ticker);
    }

    static Deadline at(long startNanos, Duration timeout, Ticker ticker) {
        return new Deadline(ticker, startNanos + timeout.toNanos());
    }

    /** The time left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, atNanos - ticker.nanos()));
    }

    /** Whether no time is left. */
    public boolean expired() {
        return atNanos - ticker.nanos() <= 0;
    }

    /** The earlier of the two. Both must be on the same ticker. */
    public Deadline earlier(Deadline other) {
        return other.atNanos - atNanos < 0 ? other : this;
    }

    @Override
    public String toString() {
        return "Deadline[in " + remaining().toMillis() + " ms]";
    }
}
