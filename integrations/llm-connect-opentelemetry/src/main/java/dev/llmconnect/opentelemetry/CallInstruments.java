package dev.llmconnect.opentelemetry;

import dev.llmconnect.Attempt;
import dev.llmconnect.AttemptInfo;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallResult;
import dev.llmconnect.RouteChange;
import dev.llmconnect.Usage;
import dev.llmconnect.internal.LabelNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.List;

/**
 * Counts calls and attempts: by our names, which are those of {@code GET /metrics} with dots, and by those of the GenAI conventions.
 * Thread-safe.
 */
final class CallInstruments implements CallObserver {
    private static final AttributeKey<String> ENDPOINT = AttributeKey.stringKey("endpoint");
    private static final AttributeKey<String> PROFILE = AttributeKey.stringKey("profile");
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("provider");
    private static final AttributeKey<String> TO_PROVIDER = AttributeKey.stringKey("to_provider");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("model");
    private static final AttributeKey<String> CALLER_CLASS = AttributeKey.stringKey("caller_class");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
    private static final AttributeKey<String> KIND = AttributeKey.stringKey("kind");
    private static final AttributeKey<String> TOKEN_TYPE = AttributeKey.stringKey("gen_ai.token.type");

    private static final List<Double> SECONDS =
            List.of(.001, .005, .01, .025, .05, .1, .25, .5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0);
    /** As the conventions recommend. */
    private static final List<Double> OPERATION_SECONDS =
            List.of(.01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);

    private static final List<Long> TOKENS = List.of(
            1L,
            4L,
            16L,
            64L,
            256L,
            1024L,
            4096L,
            16_384L,
            65_536L,
            262_144L,
            1_048_576L,
            4_194_304L,
            16_777_216L,
            67_108_864L);
    private static final double NANO = 1e9;

    private final AttributeSets ofEndpoint = new AttributeSets(List.of(ENDPOINT));
    private final AttributeSets ofEndpointAndProvider = new AttributeSets(List.of(ENDPOINT, PROVIDER));
    private final AttributeSets ofModel = new AttributeSets(List.of(PROVIDER, MODEL));
    private final AttributeSets ofCalls =
            new AttributeSets(List.of(ENDPOINT, PROFILE, PROVIDER, MODEL, CALLER_CLASS, OUTCOME));
    private final AttributeSets ofAttempts = new AttributeSets(List.of(PROVIDER, MODEL, OUTCOME));
    private final AttributeSets ofRetries = new AttributeSets(List.of(PROVIDER, MODEL, REASON));
    private final AttributeSets ofFallbacks = new AttributeSets(List.of(PROVIDER, TO_PROVIDER, REASON));
    private final AttributeSets ofTokens = new AttributeSets(List.of(PROVIDER, MODEL, KIND));
    private final AttributeSets ofCost = new AttributeSets(List.of(PROFILE, PROVIDER, MODEL));
    private final AttributeSets ofOperations;
    private final AttributeSets ofFailedOperations;
    private final AttributeSets ofTokenUsage;

    private final LabelNames labels = new LabelNames();
    private final LongUpDownCounter inFlight;
    private final LongCounter calls;
    private final DoubleHistogram duration;
    private final DoubleHistogram overhead;
    private final DoubleHistogram firstToken;
    private final DoubleHistogram perToken;
    private final LongCounter attempts;
    private final LongCounter retries;
    private final LongCounter fallbacks;
    private final LongCounter tokens;
    private final DoubleCounter cost;
    private final DoubleHistogram operationDuration;
    private final LongHistogram tokenUsage;

    CallInstruments(Meter meter, GenAiNames names) {
        AttributeKey<String> operation = SpanAttribute.OPERATION.text();
        AttributeKey<String> system = names.provider();
        AttributeKey<String> asked = SpanAttribute.REQUEST_MODEL.text();
        AttributeKey<String> answered = SpanAttribute.RESPONSE_MODEL.text();
        ofOperations = new AttributeSets(List.of(operation, system, asked, answered));
        ofFailedOperations =
                new AttributeSets(List.of(operation, system, asked, answered, SpanAttribute.ERROR_TYPE.text()));
        ofTokenUsage = new AttributeSets(List.of(operation, system, asked, answered, TOKEN_TYPE));
        inFlight = meter.upDownCounterBuilder("llm_connect.calls_in_flight").build();
        calls = meter.counterBuilder("llm_connect.calls").build();
        duration = seconds(meter, "llm_connect.call_duration", SECONDS);
        overhead = seconds(meter, "llm_connect.overhead", SECONDS);
        firstToken = seconds(meter, "llm_connect.time_to_first_token", SECONDS);
        perToken = seconds(meter, "llm_connect.time_per_output_token", SECONDS);
        attempts = meter.counterBuilder("llm_connect.attempts").build();
        retries = meter.counterBuilder("llm_connect.retries").build();
        fallbacks = meter.counterBuilder("llm_connect.fallbacks").build();
        tokens = meter.counterBuilder("llm_connect.tokens").setUnit("{token}").build();
        cost = meter.counterBuilder("llm_connect.cost")
                .ofDoubles()
                .setUnit("USD")
                .build();
        operationDuration = seconds(meter, "gen_ai.client.operation.duration", OPERATION_SECONDS);
        tokenUsage = meter.histogramBuilder("gen_ai.client.token.usage")
                .setUnit("{token}")
                .ofLongs()
                .setExplicitBucketBoundariesAdvice(TOKENS)
                .build();
    }

    private static DoubleHistogram seconds(Meter meter, String name, List<Double> bounds) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setExplicitBucketBoundariesAdvice(bounds)
                .build();
    }

    @Override
    public void started(CallInfo call) {
        inFlight.add(1, ofEndpoint.of(endpoint(call)));
    }

    @Override
    public void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {
        boolean ok = result.outcome().equals(Attempt.OK);
        if (ok) {
            labels.known(result.provider(), attempt.model());
            labels.known(result.provider(), result.model());
        } else if (call.model().isEmpty() || call.profile().isPresent()) {
            labels.known(result.provider(), result.model());
        }
        String provider = labels.value(result.provider());
        String model = labels.model(result.provider(), result.model());
        attempts.add(1, ofAttempts.of(provider, model, labels.value(result.outcome())));
        count(provider, model, result.usage());
        if (call.isStreaming()) {
            result.timePerOutputToken().ifPresent(time -> perToken.record(seconds(time), ofModel.of(provider, model)));
        }

        String operation = GenAiNames.operation(call.kind());
        String system = GenAiNames.provider(provider);
        String asked = labels.model(result.provider(), attempt.model());
        String answered = ok ? model : "";
        if (result.usage().totalTokens() > 0) {
            tokenUsage.record(
                    result.usage().inputTokens(), ofTokenUsage.of(operation, system, asked, answered, "input"));
            tokenUsage.record(
                    result.usage().outputTokens(), ofTokenUsage.of(operation, system, asked, answered, "output"));
        }
        operationDuration.record(
                seconds(result.duration()),
                ok
                        ? ofOperations.of(operation, system, asked, answered)
                        : ofFailedOperations.of(operation, system, asked, answered, labels.value(result.outcome())));
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
            tokens.add(count, ofTokens.of(provider, model, kind));
        }
    }

    @Override
    public void routeChanged(CallInfo call, RouteChange change) {
        String provider = labels.value(change.fromProvider());
        String reason = labels.value(change.reason());
        if (change.kind() == RouteChange.Kind.RETRY) {
            String model = labels.model(change.fromProvider(), change.fromModel());
            retries.add(1, ofRetries.of(provider, model, reason));
        } else {
            String to = labels.value(change.toProvider());
            fallbacks.add(1, ofFallbacks.of(provider, to, reason));
        }
    }

    @Override
    public void ended(CallInfo call, CallResult result) {
        String endpoint = endpoint(call);
        String profile = labels.value(result.profile().orElse(""));
        String provider = labels.value(result.provider());
        String model = labels.model(result.provider(), result.model());
        inFlight.add(-1, ofEndpoint.of(endpoint));
        calls.add(
                1,
                ofCalls.of(
                        endpoint,
                        profile,
                        provider,
                        model,
                        LabelNames.callerClass(call),
                        labels.value(result.outcome())));
        duration.record(seconds(result.duration()), ofEndpointAndProvider.of(endpoint, provider));
        overhead.record(seconds(result.overhead()), ofEndpoint.of(endpoint));
        if (call.isStreaming()) {
            result.timeToFirstToken().ifPresent(time -> firstToken.record(seconds(time), ofModel.of(provider, model)));
        }
        for (Attempt attempt : result.attempts()) {
            attempt.cost()
                    .flatMap(known -> known.usd())
                    .ifPresent(usd -> cost.add(
                            usd.doubleValue(),
                            ofCost.of(
                                    profile,
                                    labels.value(attempt.provider()),
                                    labels.model(attempt.provider(), attempt.model()))));
        }
    }

    private String endpoint(CallInfo call) {
        return labels.value(call.endpoint().orElse("in_process"));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANO;
    }
}
