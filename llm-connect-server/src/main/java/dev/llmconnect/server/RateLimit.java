package dev.llmconnect.server;

import java.time.Duration;
import java.util.Objects;

/** Status of a caller's rate limit, for response headers. Immutable and thread-safe. */
public final class RateLimit {
    private final Unit unit;
    private final long limit;
    private final long remaining;
    private final Duration reset;

    private RateLimit(Unit unit, long limit, long remaining, Duration reset) {
        this.unit = unit;
        this.limit = limit;
        this.remaining = remaining;
        this.reset = reset;
    }

    /** Unit of a rate limit. */
    public enum Unit {
        /** Calls. */
        REQUESTS,
        /** Input and output tokens. */
        TOKENS
    }

    /**
     * Creates the status of a limit per minute.
     *
     * @param remaining amount available now
     * @param reset time until the full limit is available again
     */
    public static RateLimit of(Unit unit, long limit, long remaining, Duration reset) {
        return new RateLimit(unit, limit, remaining, reset);
    }

    /** Unit of the limit. */
    public Unit unit() {
        return unit;
    }

    /** Limit per minute. */
    public long limit() {
        return limit;
    }

    /** Amount available now. */
    public long remaining() {
        return remaining;
    }

    /** Time until the full limit is available again. */
    public Duration reset() {
        return reset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RateLimit that
                && unit == that.unit
                && limit == that.limit
                && remaining == that.remaining
                && reset.equals(that.reset);
    }

    @Override
    public int hashCode() {
        return Objects.hash(unit, limit, remaining, reset);
    }

    @Override
    public String toString() {
        return "RateLimit[" + remaining + " of " + limit + " " + unit + "]";
    }
}
