package dev.llmconnect.server.admin;

import dev.llmconnect.Attempt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the attempts at each model of each provider went: counts, latencies of the last {@value #MAX_SAMPLES}, and the last
 * {@value #MAX_ERRORS} failures. Keeps {@value #MAX_MODELS} models; the one that was asked least recently makes room. Thread-safe.
 */
final class ProviderStatistics {
    static final int MAX_MODELS = 200;
    static final int MAX_SAMPLES = 128;
    static final int MAX_ERRORS = 10;

    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Clock clock;
    private final Map<Model, Attempts> models = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Model, Attempts> eldest) {
            return size() > MAX_MODELS;
        }
    };

    private record Model(String provider, String name) {}

    private record Failure(Instant time, String requestId, Attempt attempt) {}

    ProviderStatistics(Clock clock) {
        this.clock = clock;
    }

    /**
     * An attempt is over.
     *
     * @param asked the model that was asked for, which stands for what answered under another name
     */
    synchronized void ended(String requestId, String asked, Attempt attempt) {
        Attempts attempts = models.computeIfAbsent(
                new Model(attempt.provider(), asked.isEmpty() ? attempt.model() : asked), any -> new Attempts());
        attempts.count++;
        switch (attempt.outcome()) {
            case Attempt.OK -> {
                attempts.answered++;
                attempts.latencies.add(attempt.duration());
                attempt.timeToFirstToken().ifPresent(attempts.firstTokens::add);
                attempts.lastAnswer = clock.instant();
            }
            case Attempt.ABANDONED, Attempt.CANCELLED -> attempts.abandoned++;
            default -> {
                attempts.failed++;
                attempts.failures.addFirst(new Failure(clock.instant(), requestId, attempt));
                if (attempts.failures.size() > MAX_ERRORS) {
                    attempts.failures.removeLast();
                }
            }
        }
    }

    /** A tree for each model, by provider and model. */
    synchronized List<Map<String, @Nullable Object>> all() {
        return models.entrySet().stream()
                .sorted((one, other) -> Long.compare(other.getValue().count, one.getValue().count))
                .map(entry -> entry.getValue().tree(entry.getKey()))
                .toList();
    }

    private static final class Attempts {
        private final Samples latencies = new Samples();
        private final Samples firstTokens = new Samples();
        private final Deque<Failure> failures = new ArrayDeque<>();
        private long count;
        private long answered;
        private long failed;
        private long abandoned;
        private @Nullable Instant lastAnswer;

        Map<String, @Nullable Object> tree(Model model) {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put("provider", model.provider());
            tree.put("model", model.name());
            tree.put("attempts", count);
            tree.put("answered", answered);
            tree.put("failed", failed);
            tree.put("abandoned", abandoned);
            tree.put("latency_ms", latencies.tree());
            tree.put("first_token_ms", firstTokens.tree());
            tree.put("last_answer", lastAnswer == null ? null : lastAnswer.toString());
            tree.put(
                    "last_errors",
                    failures.stream().map(ProviderStatistics::tree).toList());
            return tree;
        }
    }

    private static Map<String, @Nullable Object> tree(Failure failure) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("time", failure.time().toString());
        tree.put("call", failure.requestId());
        tree.put("outcome", failure.attempt().outcome());
        tree.put("provider_status", failure.attempt().providerStatus().orElse(null));
        tree.put("duration_ms", failure.attempt().duration().toMillis());
        return tree;
    }

    /** The last durations, in a ring that is made when the first one comes. */
    private static final class Samples {
        private long[] nanos = {};
        private int count;

        void add(Duration duration) {
            if (nanos.length == 0) {
                nanos = new long[MAX_SAMPLES];
            }
            nanos[count % MAX_SAMPLES] = duration.toNanos();
            count++;
        }

        Map<String, @Nullable Object> tree() {
            long[] sorted = Arrays.copyOf(nanos, Math.min(count, MAX_SAMPLES));
            Arrays.sort(sorted);
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put("p50", percentile(sorted, MEDIAN));
            tree.put("p99", percentile(sorted, P99));
            return tree;
        }

        private static @Nullable Double percentile(long[] sorted, double share) {
            if (sorted.length == 0) {
                return null;
            }
            long value = sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
            return Math.round(10 * value / NANOS_PER_MILLI) / 10.0;
        }
    }
}
