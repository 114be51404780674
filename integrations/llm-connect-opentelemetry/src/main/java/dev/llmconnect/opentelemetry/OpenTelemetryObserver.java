package dev.llmconnect.opentelemetry;

import dev.llmconnect.Attempt;
import dev.llmconnect.AttemptInfo;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallResult;
import dev.llmconnect.CircuitChange;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Redactor;
import dev.llmconnect.RouteChange;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Exports spans and metrics of calls over OTLP, configured by OpenTelemetry's variables: {@code OTEL_EXPORTER_OTLP_ENDPOINT}, {@code
 * OTEL_SERVICE_NAME}, {@code OTEL_TRACES_SAMPLER} and the others of its
 * <a href="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/">specification</a>. The default
 * service name is {@code llm-connect}, the default protocol {@code http/protobuf}. Logs, prompts and answers are not exported. Thread-safe.
 *
 * <pre>{@code
 * try (OpenTelemetryObserver observer = OpenTelemetryObserver.fromEnvironment(System.getenv());
 *         LLMAdapter adapter = CallObservers.observe(LLMAdapters.create("openai"), observer)) {
 *     adapter.execute("Hello");
 * }
 * }</pre>
 */
public final class OpenTelemetryObserver implements CallObserver, AutoCloseable {
    /** Name of the tracer and the meter: {@value}. */
    public static final String SCOPE = "dev.llmconnect";
    /** Maximum time that {@link #close()} waits for pending exports: 5 s. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final String PREFIX = "OTEL_";
    /** What holds where neither variables nor system properties say otherwise. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "llm-connect",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.logs.exporter", "none");

    private final OpenTelemetrySdk sdk;
    private final CallSpans spans;
    private final CallInstruments instruments;

    private OpenTelemetryObserver(OpenTelemetrySdk sdk, CallIds ids, String optIn) {
        this.sdk = sdk;
        GenAiNames names = new GenAiNames(optIn);
        spans = new CallSpans(sdk.getTracer(SCOPE), names, ids);
        instruments = new CallInstruments(sdk.getMeter(SCOPE), names);
    }

    /**
     * Returns an observer configured by environment variables.
     *
     * @throws LLMConfigurationException if a variable is invalid; the message names it
     */
    public static OpenTelemetryObserver fromEnvironment(Map<String, String> environment) {
        CallIds ids = new CallIds();
        try {
            OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .setServiceClassLoader(OpenTelemetryObserver.class.getClassLoader())
                    .addPropertiesSupplier(() -> properties(environment))
                    .addTracerProviderCustomizer((provider, config) -> provider.setIdGenerator(ids))
                    .build()
                    .getOpenTelemetrySdk();
            return new OpenTelemetryObserver(sdk, ids, environment.getOrDefault(GenAiNames.OPT_IN_VARIABLE, ""));
        } catch (ConfigurationException e) {
            throw new LLMConfigurationException(
                    "OpenTelemetry cannot be set up: " + Redactor.redact(String.valueOf(e.getMessage())));
        }
    }

    /** Variables by the names of system properties, as OpenTelemetry translates them. */
    private static Map<String, String> properties(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>(DEFAULTS);
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !value.isBlank()) {
                properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return properties;
    }

    @Override
    public void started(CallInfo call) {
        spans.started(call);
        instruments.started(call);
    }

    @Override
    public void attemptStarted(CallInfo call, AttemptInfo attempt) {
        spans.attemptStarted(call, attempt);
    }

    @Override
    public void firstToken(CallInfo call, AttemptInfo attempt, Duration delay) {
        spans.firstToken(call, attempt, delay);
    }

    @Override
    public void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {
        spans.attemptEnded(call, attempt, result);
        instruments.attemptEnded(call, attempt, result);
    }

    @Override
    public void routeChanged(CallInfo call, RouteChange change) {
        spans.routeChanged(call, change);
        instruments.routeChanged(call, change);
    }

    @Override
    public void circuitChanged(CallInfo call, CircuitChange change) {
        spans.circuitChanged(call, change);
    }

    @Override
    public void ended(CallInfo call, CallResult result) {
        spans.ended(call, result);
        instruments.ended(call, result);
    }

    /** Meter of the calls' metrics, for further metrics of the program. */
    public Meter meter() {
        return sdk.getMeter(SCOPE);
    }

    /** Exports what is pending, for at most {@link #CLOSE_TIMEOUT}. Idempotent. */
    @Override
    public void close() {
        sdk.shutdown().join(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
