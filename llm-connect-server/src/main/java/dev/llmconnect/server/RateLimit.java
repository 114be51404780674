package dev.llmconnect.server;

import java.time.Duration;
import java.util.Objects;

/** How much of one of its limits a caller has left, for the headers of a response. Immutable and thread-safe. */
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

    /** What is limited. */
    public enum Unit {
        /** Calls. */
        REQUESTS,
        /** Tokens that go in and come out. */
        TOKENS
    }

    /**
     * A limit per minute.
     *
     * @param remaining what may be used at once
     * @param reset how long it takes until the whole limit may be used again
     */
    public static RateLimit of(Unit unit, long limit, long remaining, Duration reset) {
        return new RateLimit(unit, limit, remaining, reset);
    }

    /** What is limited. */
    public Unit unit() {
        return unit;
    }

    /** How much may be used in a minute. */
    public long limit() {
        return limit;
    }

    /** How much may be used at once. */
    public long remaining() {
        return remaining;
    }

    /** How long it takes until the whole limit may be used again. */
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
