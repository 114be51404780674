package dev.llmconnect.ledger;

import java.time.Duration;

/** Status of a caller's limit. Immutable and thread-safe. */
public final class LimitStatus {
    private final Kind kind;
    private final long limit;
    private final long remaining;
    private final Duration reset;

    LimitStatus(Kind kind, long limit, long remaining, Duration reset) {
        this.kind = kind;
        this.limit = limit;
        this.remaining = remaining;
        this.reset = reset;
    }

    /** Kinds of limits, all per minute. */
    public enum Kind {
        /** Calls. */
        REQUESTS,
        /** Input and output tokens. */
        TOKENS
    }

    /** Kind of the limit. */
    public Kind kind() {
        return kind;
    }

    /** Limit per minute. */
    public long limit() {
        return limit;
    }

    /** Amount available now; 0 or more. */
    public long remaining() {
        return remaining;
    }

    /** Time until the full limit is available again; at most 61 seconds. */
    public Duration reset() {
        return reset;
    }

    @Override
    public String toString() {
        return "LimitStatus[" + remaining + " of " + limit + " " + kind + "]";
    }
}
