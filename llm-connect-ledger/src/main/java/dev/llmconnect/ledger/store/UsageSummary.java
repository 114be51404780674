package dev.llmconnect.ledger.store;

import dev.llmconnect.ledger.NanoDollars;
import java.util.List;

/** Sum of usage rows. Immutable and thread-safe. */
public final class UsageSummary {
    private final List<String> key;
    private final long attempts;
    private final long unpriced;
    private final long estimated;
    private final long inputTokens;
    private final long cachedTokens;
    private final long outputTokens;
    private final long costNanos;

    UsageSummary(
            List<String> key,
            long attempts,
            long unpriced,
            long estimated,
            long inputTokens,
            long cachedTokens,
            long outputTokens,
            long costNanos) {
        this.key = List.copyOf(key);
        this.attempts = attempts;
        this.unpriced = unpriced;
        this.estimated = estimated;
        this.inputTokens = inputTokens;
        this.cachedTokens = cachedTokens;
        this.outputTokens = outputTokens;
        this.costNanos = costNanos;
    }

    static UsageSummary of(List<String> key, UsageRow row) {
        return new UsageSummary(
                key,
                1,
                row.costNanos().isPresent() ? 0 : 1,
                row.isEstimated() ? 1 : 0,
                row.usage().inputTokens(),
                row.usage().cacheReadTokens(),
                row.usage().outputTokens(),
                row.costNanos().orElse(0));
    }

    /** Returns the sum of both. */
    UsageSummary plus(UsageSummary other) {
        return new UsageSummary(
                key,
                attempts + other.attempts,
                unpriced + other.unpriced,
                estimated + other.estimated,
                NanoDollars.sum(inputTokens, other.inputTokens),
                NanoDollars.sum(cachedTokens, other.cachedTokens),
                NanoDollars.sum(outputTokens, other.outputTokens),
                NanoDollars.sum(costNanos, other.costNanos));
    }

    /** Returns the values of the query's dimensions, in order; a value is empty where a row has none. */
    public List<String> key() {
        return key;
    }

    /** Returns the number of rows. */
    public long attempts() {
        return attempts;
    }

    /** Returns the number of rows with an unknown cost. */
    public long unpriced() {
        return unpriced;
    }

    /** Returns the number of rows with estimated usage. */
    public long estimated() {
        return estimated;
    }

    /** Returns all input tokens. */
    public long inputTokens() {
        return inputTokens;
    }

    /** Returns the input tokens read from a cache. */
    public long cachedTokens() {
        return cachedTokens;
    }

    /** Returns all output tokens. */
    public long outputTokens() {
        return outputTokens;
    }

    /** Returns the sum of the known costs in nano-dollars. */
    public long costNanos() {
        return costNanos;
    }

    @Override
    public String toString() {
        return key + " attempts=" + attempts + " unpriced=" + unpriced + " estimated=" + estimated + " input_tokens="
                + inputTokens + " cached_tokens=" + cachedTokens + " output_tokens=" + outputTokens + " cost_nanos="
                + costNanos;
    }
}
