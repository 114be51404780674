package dev.llmconnect.ledger.store;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Accumulates sums by the dimensions of a query. Not thread-safe. */
final class Summaries {
    private final UsageQuery query;
    private final Map<List<String>, UsageSummary> sums = new LinkedHashMap<>();

    Summaries(UsageQuery query) {
        this.query = query;
    }

    void add(DailyKey from, UsageSummary sum) {
        List<String> key = query.dimensions().stream().map(from::value).toList();
        UsageSummary keyed = new UsageSummary(
                key,
                sum.attempts(),
                sum.unpriced(),
                sum.estimated(),
                sum.inputTokens(),
                sum.cachedTokens(),
                sum.outputTokens(),
                sum.costNanos());
        sums.merge(key, keyed, UsageSummary::plus);
    }

    /** Returns the sums by descending cost, then descending attempts, then key. */
    List<UsageSummary> toList() {
        return sums.values().stream()
                .filter(sum -> sum.attempts() != 0)
                .sorted(Comparator.comparingLong(UsageSummary::costNanos)
                        .thenComparingLong(UsageSummary::attempts)
                        .reversed()
                        .thenComparing(sum -> String.join("\n", sum.key())))
                .toList();
    }
}
