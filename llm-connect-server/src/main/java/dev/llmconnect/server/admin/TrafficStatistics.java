package dev.llmconnect.server.admin;

import dev.llmconnect.CallResult;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rates and percentiles of the last minute, a point for each of the last {@value #MAX_POINTS} seconds, and sums since the start.
 * Thread-safe.
 */
final class TrafficStatistics {
    /** The seconds that are kept for charts: {@value}. */
    static final int MAX_POINTS = 600;
    /** The seconds over which rates and percentiles are taken: {@value}. */
    static final int WINDOW_SECONDS = 60;

    private static final int MAX_OUTCOMES = 50;
    private static final String OTHER = "other";
    private static final double MEDIAN = 0.5;
    private static final double P90 = 0.9;
    private static final double P99 = 0.99;

    private final Clock clock;
    private final IntSupplier inFlight;
    private final Second[] window = new Second[WINDOW_SECONDS];
    private final Deque<Map<String, @Nullable Object>> points = new ArrayDeque<>();
    private final Map<String, Long> outcomes = new LinkedHashMap<>();
    private final Totals totals = new Totals();
    private final long start;
    private long current;

    /** @param inFlight the calls that run now */
    TrafficStatistics(Clock clock, IntSupplier inFlight) {
        this.clock = clock;
        this.inFlight = inFlight;
        for (int i = 0; i < WINDOW_SECONDS; i++) {
            window[i] = new Second();
        }
        start = clock.instant().getEpochSecond();
        current = start;
    }

    /** A call has ended. */
    synchronized void ended(CallResult result) {
        advance();
        Second now = second(current);
        boolean cancelled = result.outcome().equals(CallResult.CANCELLED);
        boolean failed = !result.isOk() && !cancelled;
        now.calls++;
        now.errors += failed ? 1 : 0;
        now.outputTokens += result.usage().outputTokens();
        now.latency.add(result.duration());
        now.overhead.add(result.overhead());
        result.timeToFirstToken().ifPresent(now.firstToken::add);
        totals.calls++;
        totals.errors += failed ? 1 : 0;
        totals.cancelled += cancelled ? 1 : 0;
        totals.attempts += result.attemptCount();
        totals.inputTokens += result.usage().inputTokens();
        totals.outputTokens += result.usage().outputTokens();
        String outcome =
                outcomes.containsKey(result.outcome()) || outcomes.size() < MAX_OUTCOMES ? result.outcome() : OTHER;
        outcomes.merge(outcome, 1L, Long::sum);
    }

    synchronized void retried() {
        totals.retries++;
    }

    synchronized void fellBack() {
        totals.fallbacks++;
    }

    /** The last minute: rates, and percentiles in milliseconds. */
    synchronized Map<String, Object> now() {
        advance();
        long calls = 0;
        long errors = 0;
        long outputTokens = 0;
        for (Second second : window) {
            calls += second.calls;
            errors += second.errors;
            outputTokens += second.outputTokens;
        }
        Map<String, Object> now = new LinkedHashMap<>();
        now.put("window_seconds", WINDOW_SECONDS);
        now.put("calls_per_second", rate(calls));
        now.put("errors_per_second", rate(errors));
        now.put("error_share", calls == 0 ? 0.0 : Math.round(1e4 * errors / calls) / 1e4);
        now.put("output_tokens_per_second", rate(outputTokens));
        now.put("in_flight", inFlight.getAsInt());
        now.put("latency_ms", percentiles(second -> second.latency));
        now.put("first_token_ms", percentiles(second -> second.firstToken));
        now.put("overhead_ms", percentiles(second -> second.overhead));
        return now;
    }

    /** Sums since the start. */
    synchronized Map<String, Object> total() {
        Map<String, Object> total = new LinkedHashMap<>();
        total.put("calls", totals.calls);
        total.put("errors", totals.errors);
        total.put("cancelled", totals.cancelled);
        total.put("attempts", totals.attempts);
        total.put("retries", totals.retries);
        total.put("fallbacks", totals.fallbacks);
        total.put("input_tokens", totals.inputTokens);
        total.put("output_tokens", totals.outputTokens);
        total.put("outcomes", new LinkedHashMap<>(outcomes));
        return total;
    }

    /** The points of whole seconds after a moment, the oldest first. */
    synchronized List<Map<String, @Nullable Object>> pointsAfter(long epochSecond) {
        advance();
        return points.stream()
                .filter(point -> point.get("time") instanceof Long time && time > epochSecond)
                .toList();
    }

    private Map<String, @Nullable Object> percentiles(Function<Second, LatencyHistogram> which) {
        LatencyHistogram sum = new LatencyHistogram();
        for (Second second : window) {
            sum.addAll(which.apply(second));
        }
        Map<String, @Nullable Object> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", sum.percentile(MEDIAN));
        percentiles.put("p90", sum.percentile(P90));
        percentiles.put("p99", sum.percentile(P99));
        return percentiles;
    }

    /** Of the seconds that there were, with the one that is not over. */
    private double rate(long count) {
        long seconds = Math.min(WINDOW_SECONDS, current - start + 1);
        return Math.round(100.0 * count / seconds) / 100.0;
    }

    /** Makes a point of each second that is over, and room for the new ones. */
    private void advance() {
        long now = clock.instant().getEpochSecond();
        if (now - current > MAX_POINTS) {
            // Nobody has called or looked for long: what is older than the charts need not be walked through.
            current = now - MAX_POINTS;
            for (Second second : window) {
                second.clear();
            }
        }
        while (current < now) {
            points.addLast(second(current).point(current, inFlight.getAsInt()));
            if (points.size() > MAX_POINTS) {
                points.removeFirst();
            }
            current++;
            second(current).clear();
        }
    }

    private Second second(long epochSecond) {
        return window[(int) Math.floorMod(epochSecond, (long) WINDOW_SECONDS)];
    }

    private static final class Totals {
        private long calls;
        private long errors;
        private long cancelled;
        private long attempts;
        private long retries;
        private long fallbacks;
        private long inputTokens;
        private long outputTokens;
    }

    private static final class Second {
        private final LatencyHistogram latency = new LatencyHistogram();
        private final LatencyHistogram firstToken = new LatencyHistogram();
        private final LatencyHistogram overhead = new LatencyHistogram();
        private long calls;
        private long errors;
        private long outputTokens;

        void clear() {
            latency.clear();
            firstToken.clear();
            overhead.clear();
            calls = 0;
            errors = 0;
            outputTokens = 0;
        }

        Map<String, @Nullable Object> point(long time, int inFlight) {
            Map<String, @Nullable Object> point = new LinkedHashMap<>();
            point.put("time", time);
            point.put("calls", calls);
            point.put("errors", errors);
            point.put("in_flight", inFlight);
            point.put("p50_ms", latency.percentile(MEDIAN));
            point.put("p99_ms", latency.percentile(P99));
            point.put("first_token_ms", firstToken.percentile(MEDIAN));
            point.put("overhead_ms", overhead.percentile(MEDIAN));
            point.put("output_tokens", outputTokens);
            return point;
        }
    }
}
