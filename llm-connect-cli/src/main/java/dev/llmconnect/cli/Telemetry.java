package dev.llmconnect.cli;

import dev.llmconnect.CallObserver;
import dev.llmconnect.internal.BooleanText;
import dev.llmconnect.opentelemetry.OpenTelemetryObserver;
import dev.llmconnect.server.metrics.ServerMetrics;
import java.util.Map;

/**
 * Sends traces and metrics over OTLP where a variable of OpenTelemetry is set, {@code OTEL_EXPORTER_OTLP_ENDPOINT} or another, and {@code
 * OTEL_SDK_DISABLED} is not true. Elsewhere no class of OpenTelemetry is loaded. Thread-safe.
 */
final class Telemetry implements AutoCloseable {
    private static final String PREFIX = "OTEL_";
    private static final String DISABLED = "OTEL_SDK_DISABLED";

    private final CallObserver observer;

    /** @throws dev.llmconnect.LLMConfigurationException when a variable of OpenTelemetry is wrong */
    Telemetry(Map<String, String> environment) {
        observer = isWanted(environment) ? Sdk.observer(environment) : CallObserver.NONE;
    }

    static boolean isWanted(Map<String, String> environment) {
        boolean disabled =
                BooleanText.parse(environment.getOrDefault(DISABLED, "")).orElse(false);
        return !disabled
                && environment.entrySet().stream()
                        .anyMatch(variable -> variable.getKey().startsWith(PREFIX)
                                && !variable.getKey().equals(DISABLED)
                                && !variable.getValue().isBlank());
    }

    /** Whether calls are to be told to {@link #observer()}. */
    boolean isOn() {
        return observer != CallObserver.NONE;
    }

    /** What is told of calls. */
    CallObserver observer() {
        return observer;
    }

    /** Exports the metrics of a server, too, as long as this is open. */
    void export(ServerMetrics metrics) {
        if (isOn()) {
            Sdk.export(observer, metrics);
        }
    }

    /** Sends what waits to be sent. */
    @Override
    public void close() {
        if (isOn()) {
            Sdk.close(observer);
        }
    }

    /** A class of its own, so that nothing of OpenTelemetry is looked up before it is wanted. */
    private static final class Sdk {
        static CallObserver observer(Map<String, String> environment) {
            return OpenTelemetryObserver.fromEnvironment(environment);
        }

        static void export(CallObserver observer, ServerMetrics metrics) {
            ServerInstruments.export(((OpenTelemetryObserver) observer).meter(), metrics);
        }

        static void close(CallObserver observer) {
            ((OpenTelemetryObserver) observer).close();
        }
    }
}
