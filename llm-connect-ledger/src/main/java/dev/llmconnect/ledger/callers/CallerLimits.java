package dev.llmconnect.ledger.callers;

import dev.llmconnect.ledger.internal.JsonObject;
import java.util.List;
import java.util.OptionalLong;

/** How often a caller may call. Immutable and thread-safe. */
public final class CallerLimits {
    /** No limits. */
    public static final CallerLimits NONE = new CallerLimits(0, 0, 0);

    private final long requestsPerMinute;
    private final long tokensPerMinute;
    private final long concurrency;

    private CallerLimits(long requestsPerMinute, long tokensPerMinute, long concurrency) {
        this.requestsPerMinute = requestsPerMinute;
        this.tokensPerMinute = tokensPerMinute;
        this.concurrency = concurrency;
    }

    /**
     * Limits; each is absent when 0.
     *
     * @param requestsPerMinute calls that begin
     * @param tokensPerMinute tokens that go in and come out
     * @param concurrency calls at once
     */
    public static CallerLimits of(long requestsPerMinute, long tokensPerMinute, long concurrency) {
        return new CallerLimits(requestsPerMinute, tokensPerMinute, concurrency);
    }

    static CallerLimits read(JsonObject fields) {
        fields.accept(List.of("requests_per_minute", "tokens_per_minute", "concurrency"));
        return of(
                fields.integer("requests_per_minute", 1).orElse(0L),
                fields.integer("tokens_per_minute", 1).orElse(0L),
                fields.integer("concurrency", 1).orElse(0L));
    }

    /** Calls that may begin in a minute. */
    public OptionalLong requestsPerMinute() {
        return limit(requestsPerMinute);
    }

    /** Tokens that may go in and come out in a minute. */
    public OptionalLong tokensPerMinute() {
        return limit(tokensPerMinute);
    }

    /** Calls that may run at once. */
    public OptionalLong concurrency() {
        return limit(concurrency);
    }

    private static OptionalLong limit(long value) {
        return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
