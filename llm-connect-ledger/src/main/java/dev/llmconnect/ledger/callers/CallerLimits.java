package dev.llmconnect.ledger.callers;

import dev.llmconnect.ledger.internal.JsonObject;
import java.util.List;
import java.util.OptionalLong;

/** Rate limits and concurrency limit of a caller, a profile, a provider or a model. Immutable and thread-safe. */
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
     * Creates limits; 0 for no limit.
     *
     * @param requestsPerMinute maximum number of calls started per minute
     * @param tokensPerMinute maximum number of input and output tokens per minute
     * @param concurrency maximum number of concurrent calls
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

    /** Whether there are no limits. */
    public boolean isEmpty() {
        return requestsPerMinute == 0 && tokensPerMinute == 0 && concurrency == 0;
    }

    /** Maximum number of calls started per minute. */
    public OptionalLong requestsPerMinute() {
        return limit(requestsPerMinute);
    }

    /** Maximum number of input and output tokens per minute. */
    public OptionalLong tokensPerMinute() {
        return limit(tokensPerMinute);
    }

    /** Maximum number of concurrent calls. */
    public OptionalLong concurrency() {
        return limit(concurrency);
    }

    /** Returns the share of one of several processes, at least 1 of each limit. */
    public CallerLimits share(int processes) {
        return processes == 1
                ? this
                : of(
                        share(requestsPerMinute, processes),
                        share(tokensPerMinute, processes),
                        share(concurrency, processes));
    }

    private static long share(long limit, int processes) {
        return limit == 0 ? 0 : Math.max(1, limit / processes);
    }

    private static OptionalLong limit(long value) {
        return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
