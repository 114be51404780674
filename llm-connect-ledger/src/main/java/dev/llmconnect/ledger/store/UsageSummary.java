package dev.llmconnect.ledger.store;

import dev.llmconnect.ledger.NanoDollars;
import java.util.List;

/**
 * The sum of some usage rows. Immutable.
 *
 * @param key the values of the query's dimensions, in their order; empty where a row has none
 * @param attempts how many rows
 * @param unpriced how many of them have a cost that nobody knows
 * @param estimated how many of them have tokens that are an estimate in part
 * @param inputTokens all tokens that went in
 * @param cachedTokens those of them that were read from a cache
 * @param outputTokens all tokens that came out
 * @param costNanos the known costs in nano-dollars
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

    /** The sum of both. */
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
