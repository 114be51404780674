package dev.llmconnect.server.metrics;

import dev.llmconnect.Attempt;
import dev.llmconnect.AttemptInfo;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallResult;
import dev.llmconnect.CircuitChange;
import dev.llmconnect.Cost;
import dev.llmconnect.RouteChange;
import dev.llmconnect.Usage;
import dev.llmconnect.internal.LabelNames;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls and attempts. Events are handled on the threads of calls in about a microsecond, without blocking, so none is dropped.
 * Thread-safe.
 */
public final class CallMetrics implements CallObserver {
    private static final String IN_PROCESS = "in_process";
    private static final double NANO = 1e9;

    private final LabelNames names = new LabelNames();
    private final SeriesMap<LongAdder> inFlight = new SeriesMap<>(Metric.CALLS_IN_FLIGHT, LongAdder::new);
    private final SeriesMap<LongAdder> calls = new SeriesMap<>(Metric.CALLS, LongAdder::new);
    private final SeriesMap<LongAdder> attempts = new SeriesMap<>(Metric.ATTEMPTS, LongAdder::new);
    private final SeriesMap<LongAdder> retries = new SeriesMap<>(Metric.RETRIES, LongAdder::new);
    private final SeriesMap<LongAdder> fallbacks = new SeriesMap<>(Metric.FALLBACKS, LongAdder::new);
    private final SeriesMap<LongAdder> circuits = new SeriesMap<>(Metric.CIRCUIT_CHANGES, LongAdder::new);
    private final SeriesMap<LongAdder> tokens = new SeriesMap<>(Metric.TOKENS, LongAdder::new);
    private final SeriesMap<LongAdder> costNanos = new SeriesMap<>(Metric.COST, LongAdder::new);
    private final SeriesMap<LongAdder> unpriced = new SeriesMap<>(Metric.UNPRICED_CALLS, LongAdder::new);
    private final SeriesMap<DurationHistogram> duration = histogram(Metric.CALL_DURATION);
    private final SeriesMap<DurationHistogram> firstToken = histogram(Metric.TIME_TO_FIRST_TOKEN);
    private final SeriesMap<DurationHistogram> perToken = histogram(Metric.TIME_PER_OUTPUT_TOKEN);
    private final SeriesMap<DurationHistogram> overhead = histogram(Metric.OVERHEAD);

    /** Creates counters at zero. */
    CallMetrics() {}

    private static SeriesMap<DurationHistogram> histogram(Metric metric) {
        return new SeriesMap<>(metric, DurationHistogram::new);
    }

    @Override
    public void started(CallInfo call) {
        inFlight.get(endpoint(call)).increment();
    }

    @Override
    public void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {
        String provider = names.value(result.provider());
        if (result.outcome().equals(Attempt.OK)) {
            names.known(result.provider(), attempt.model());
            names.known(result.provider(), result.model());
        }
        knownOf(call, result.provider(), result.model());
        String model = names.model(result.provider(), result.model());
        attempts.get(provider, model, names.value(result.outcome())).increment();
        count(provider, model, result.usage());
        if (call.isStreaming()) {
            result.timePerOutputToken()
                    .ifPresent(time -> perToken.get(provider, model).record(time));
        }
    }

    /** A model that the call itself did not name was named by the operator. */
    private void knownOf(CallInfo call, String provider, String model) {
        if (call.model().isEmpty() || call.profile().isPresent()) {
            names.known(provider, model);
        }
    }

    private void count(String provider, String model, Usage usage) {
        add(provider, model, "input", usage.uncachedInputTokens());
        add(provider, model, "cache_read", usage.cacheReadTokens());
        add(provider, model, "cache_write_5m", usage.cacheWrite5mTokens());
        add(provider, model, "cache_write_1h", usage.cacheWrite1hTokens());
        add(provider, model, "output", usage.outputTokens() - usage.reasoningTokens());
        add(provider, model, "reasoning", usage.reasoningTokens());
    }

    private void add(String provider, String model, String kind, long count) {
        if (count > 0) {
            tokens.get(provider, model, kind).add(count);
        }
    }

    @Override
    public void routeChanged(CallInfo call, RouteChange change) {
        String provider = names.value(change.fromProvider());
        String reason = names.value(change.reason());
        if (change.kind() == RouteChange.Kind.RETRY) {
            retries.get(provider, names.model(change.fromProvider(), change.fromModel()), reason)
                    .increment();
        } else {
            fallbacks.get(provider, names.value(change.toProvider()), reason).increment();
        }
    }

    @Override
    public void circuitChanged(CallInfo call, CircuitChange change) {
        // Told before the end of the attempt that changed it.
        knownOf(call, change.provider(), change.model());
        circuits.get(
                        names.value(change.provider()),
                        names.model(change.provider(), change.model()),
                        change.state().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    @Override
    public void ended(CallInfo call, CallResult result) {
        String endpoint = endpoint(call);
        String profile = names.value(result.profile().orElse(""));
        String provider = names.value(result.provider());
        String model = names.model(result.provider(), result.model());
        inFlight.get(endpoint).decrement();
        calls.get(endpoint, profile, provider, model, LabelNames.callerClass(call), names.value(result.outcome()))
                .increment();
        duration.get(endpoint, provider).record(result.duration());
        overhead.get(endpoint).record(result.overhead());
        if (call.isStreaming()) {
            result.timeToFirstToken()
                    .ifPresent(time -> firstToken.get(provider, model).record(time));
        }
        count(profile, result);
    }

    private void count(String profile, CallResult result) {
        boolean priced = true;
        for (Attempt attempt : result.attempts()) {
            @Nullable Cost cost = attempt.cost().orElse(null);
            if (cost == null) {
                continue;
            }
            long nanos = cost.usd().map(CallMetrics::nanos).orElse(0L);
            if (nanos > 0) {
                String model = names.model(attempt.provider(), attempt.model());
                costNanos.get(profile, names.value(attempt.provider()), model).add(nanos);
            }
            priced &= cost.usd().isPresent() || attempt.usage().totalTokens() == 0;
        }
        if (!priced) {
            unpriced.get(names.value(result.provider()), names.model(result.provider(), result.model()))
                    .increment();
        }
    }

    private static long nanos(BigDecimal usd) {
        return usd.movePointRight(9).longValue();
    }

    private String endpoint(CallInfo call) {
        return names.value(call.endpoint().orElse(IN_PROCESS));
    }

    /** Number of running calls. */
    public long callsInFlight() {
        long[] sum = {0};
        inFlight.forEach((labels, count) -> sum[0] += count.sum());
        return Math.max(0, sum[0]);
    }

    void collect(MetricValues values) {
        inFlight.forEach(
                (labels, count) -> values.add(Metric.CALLS_IN_FLIGHT, (double) Math.max(0, count.sum()), labels));
        counts(values, Metric.CALLS, calls);
        counts(values, Metric.ATTEMPTS, attempts);
        counts(values, Metric.RETRIES, retries);
        counts(values, Metric.FALLBACKS, fallbacks);
        counts(values, Metric.CIRCUIT_CHANGES, circuits);
        counts(values, Metric.TOKENS, tokens);
        counts(values, Metric.UNPRICED_CALLS, unpriced);
        costNanos.forEach((labels, nanos) -> values.add(Metric.COST, nanos.sum() / NANO, labels));
        durations(values, Metric.CALL_DURATION, duration);
        durations(values, Metric.TIME_TO_FIRST_TOKEN, firstToken);
        durations(values, Metric.TIME_PER_OUTPUT_TOKEN, perToken);
        durations(values, Metric.OVERHEAD, overhead);
    }

    private static void counts(MetricValues values, Metric metric, SeriesMap<LongAdder> series) {
        series.forEach((labels, count) -> values.add(metric, (double) count.sum(), labels));
    }

    private static void durations(MetricValues values, Metric metric, SeriesMap<DurationHistogram> series) {
        series.forEach((labels, histogram) -> values.add(metric, histogram, labels));
    }
}
