package dev.llmconnect.ledger.store;

import dev.llmconnect.ledger.NanoDollars;
import java.util.List;

/**
 * Sum of usage rows. Immutable and thread-safe.
 *
 * @param key values of the query's dimensions, in order; empty where a row has none
 * @param attempts number of rows
 * @param unpriced number of rows with an unknown cost
 * @param estimated number of rows with estimated usage
 * @param inputTokens all input tokens
 * @param cachedTokens input tokens read from a cache
 * @param outputTokens all output tokens
 * @param costNanos sum of the known costs in nano-dollars
 */
public record UsageSummary(
        List<String> key,
        long attempts,
        long unpriced,
        long estimated,
        long inputTokens,
        long cachedTokens,
        long outputTokens,
        long costNanos) {
    /** Copies the list. */
    public UsageSummary {
        key = List.copyOf(key);
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
}
