package dev.llmconnect.spring;

import dev.llmconnect.Attempt;
import dev.llmconnect.AttemptInfo;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallResult;
import dev.llmconnect.CircuitChange;
import dev.llmconnect.RouteChange;
import dev.llmconnect.Usage;
import dev.llmconnect.internal.LabelNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts calls and attempts by the names and labels of the server's {@code GET /metrics}; see docs/metrics.md. Thread-safe. */
final class MeterObserver implements CallObserver {
    private static final String PREFIX = "llm_connect.";

    private final MeterRegistry registry;
    private final LabelNames labels = new LabelNames();
    private final AtomicInteger inFlight = new AtomicInteger();

    MeterObserver(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge(PREFIX + "calls_in_flight", inFlight);
    }

    @Override
    public void started(CallInfo call) {
        inFlight.incrementAndGet();
    }

    @Override
    public void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {
        if (result.outcome().equals(Attempt.OK)) {
            labels.known(result.provider(), result.model());
        }
        Tags route = route(result.provider(), result.model());
        registry.counter(PREFIX + "attempts", route.and("outcome", labels.value(result.outcome())))
                .increment();
        Usage usage = result.usage();
        count(route, "input", usage.uncachedInputTokens());
        count(route, "cache_read", usage.cacheReadTokens());
        count(route, "cache_write_5m", usage.cacheWrite5mTokens());
        count(route, "cache_write_1h", usage.cacheWrite1hTokens());
        count(route, "output", usage.outputTokens() - usage.reasoningTokens());
        count(route, "reasoning", usage.reasoningTokens());
    }

    private void count(Tags route, String kind, long tokens) {
        if (tokens > 0) {
            registry.counter(PREFIX + "tokens", route.and("kind", kind)).increment((double) tokens);
        }
    }

    @Override
    public void routeChanged(CallInfo call, RouteChange change) {
        Tags tags = Tags.of(
                "provider", labels.value(change.fromProvider()),
                "reason", labels.value(change.reason()));
        if (change.kind() == RouteChange.Kind.RETRY) {
            tags = tags.and("model", labels.model(change.fromProvider(), change.fromModel()));
            registry.counter(PREFIX + "retries", tags).increment();
        } else {
            tags = tags.and("to_provider", labels.value(change.toProvider()));
            registry.counter(PREFIX + "fallbacks", tags).increment();
        }
    }

    @Override
    public void circuitChanged(CallInfo call, CircuitChange change) {
        String state = change.state().name().toLowerCase(Locale.ROOT);
        registry.counter(
                        PREFIX + "circuit_changes",
                        route(change.provider(), change.model()).and("state", state))
                .increment();
    }

    @Override
    public void ended(CallInfo call, CallResult result) {
        inFlight.decrementAndGet();
        String profile = labels.value(result.profile().orElse(""));
        Tags route = route(result.provider(), result.model());
        registry.counter(PREFIX + "calls", route.and("profile", profile, "outcome", labels.value(result.outcome())))
                .increment();
        registry.timer(PREFIX + "call_duration", "provider", labels.value(result.provider()))
                .record(result.duration());
        registry.timer(PREFIX + "overhead").record(result.overhead());
        if (call.isStreaming()) {
            result.timeToFirstToken()
                    .ifPresent(time -> registry.timer(PREFIX + "time_to_first_token", route)
                            .record(time));
        }
        for (Attempt attempt : result.attempts()) {
            attempt.cost()
                    .flatMap(known -> known.usd())
                    .ifPresent(usd -> registry.counter(
                                    PREFIX + "cost_usd",
                                    route(attempt.provider(), attempt.model()).and("profile", profile))
                            .increment(usd.doubleValue()));
        }
    }

    private Tags route(String provider, String model) {
        return Tags.of("provider", labels.value(provider), "model", labels.model(provider, model));
    }
}
