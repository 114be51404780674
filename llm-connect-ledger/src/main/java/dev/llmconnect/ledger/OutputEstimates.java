package dev.llmconnect.ledger;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many tokens a caller's answers on a model usually have: an average over the last ones, so that a call without {@code max_tokens}
 * reserves what it will likely need and not what the model could write at most. Thread-safe.
 */
final class OutputEstimates {
    /** What is expected of a caller and a model of which nothing is known: {@value} tokens. */
    static final int DEFAULT_TOKENS = 256;

    private static final int MAX_ENTRIES = 10_000;
    private static final double WEIGHT_OF_THE_LAST = 0.2;

    private final Map<Key, Double> averages = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Double> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    /** How many tokens the next answer likely has, at least 1. */
    synchronized long expected(String caller, String model) {
        return Math.max(1, Math.round(averages.getOrDefault(new Key(caller, model), (double) DEFAULT_TOKENS)));
    }

    /** Notes how many tokens an answer had. */
    synchronized void answered(String caller, String model, long tokens) {
        averages.merge(
                new Key(caller, model),
                (double) tokens,
                (average, last) -> average + WEIGHT_OF_THE_LAST * (last - average));
    }

    private record Key(String caller, String model) {}
}
