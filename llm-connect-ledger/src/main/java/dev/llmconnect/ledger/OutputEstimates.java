package dev.llmconnect.ledger;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Moving average of output tokens per caller and model, so that a call without {@code max_tokens} reserves its likely output
 * instead of the model's maximum. Thread-safe.
 */
final class OutputEstimates {
    /** Estimate for an unknown caller and model: {@value} tokens. */
    static final int DEFAULT_TOKENS = 256;

    private static final int MAX_ENTRIES = 10_000;
    private static final double WEIGHT_OF_THE_LAST = 0.2;

    private final Map<Key, Double> averages = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Double> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    /**
     * Returns the estimated tokens of the next answer, at least 1; for a new caller of the model, the estimate of other callers.
     */
    synchronized long expected(String caller, String model) {
        Double own = averages.get(new Key(caller, model));
        double average = own != null ? own : averages.getOrDefault(new Key("", model), (double) DEFAULT_TOKENS);
        return Math.max(1, Math.round(average));
    }

    /** Records the tokens of an answer. */
    synchronized void answered(String caller, String model, long tokens) {
        add(new Key("", model), (double) tokens);
        if (!caller.isEmpty()) {
            add(new Key(caller, model), (double) tokens);
        }
    }

    private void add(Key key, double last) {
        averages.merge(key, last, (average, newest) -> average + WEIGHT_OF_THE_LAST * (newest - average));
    }

    private record Key(String caller, String model) {}
}
