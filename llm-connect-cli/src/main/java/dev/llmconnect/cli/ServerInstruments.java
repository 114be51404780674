package dev.llmconnect.cli;

import dev.llmconnect.server.metrics.Metric;
import dev.llmconnect.server.metrics.ServerMetrics;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Exports over OTLP what {@code GET /metrics} has beyond the counts of calls, which the observer of calls exports: circuits, keys, budgets,
 * the ledger, connections, memory. Everything is read once for each export.
 */
final class ServerInstruments {
    /** What the observer of calls counts itself, with the histograms. */
    private static final Set<Metric> COUNTED_BY_CALL = Set.of(
            Metric.CALLS,
            Metric.CALLS_IN_FLIGHT,
            Metric.ATTEMPTS,
            Metric.RETRIES,
            Metric.FALLBACKS,
            Metric.TOKENS,
            Metric.COST);

    private static final String PREFIX = "llm_connect_";

    private ServerInstruments() {}

    /** The metrics that are read for each export. */
    static List<Metric> exported() {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.type() != Metric.Type.HISTOGRAM && !COUNTED_BY_CALL.contains(metric))
                .toList();
    }

    /**
     * The name over OTLP, from which Prometheus makes the one of {@code GET /metrics}: {@code llm_connect.jvm_gc} in seconds is {@code
     * llm_connect_jvm_gc_seconds_total}.
     */
    static String name(Metric metric) {
        String name =
                "llm_connect." + metric.fullName().substring(PREFIX.length()).replaceAll("_total$", "");
        return metric.unit().isEmpty() ? name : name.replaceAll("_" + metric.unit() + "$", "");
    }

    /** The unit over OTLP. */
    static String unit(Metric metric) {
        return switch (metric.unit()) {
            case "seconds" -> "s";
            case "bytes" -> "By";
            case "usd" -> "USD";
            case "ratio" -> "1";
            default -> "";
        };
    }

    /** Reads the metrics of a server for each export of the meter. */
    static void export(Meter meter, ServerMetrics metrics) {
        Map<Metric, ObservableDoubleMeasurement> instruments = new EnumMap<>(Metric.class);
        exported().forEach(metric -> instruments.put(metric, instrument(meter, metric)));
        ObservableMeasurement[] all = instruments.values().toArray(ObservableMeasurement[]::new);
        meter.batchCallback(
                () -> metrics.collect((metric, value, labels) -> {
                    ObservableDoubleMeasurement instrument = instruments.get(metric);
                    if (instrument != null) {
                        instrument.record(value, attributes(metric, labels));
                    }
                }),
                all[0],
                Arrays.copyOfRange(all, 1, all.length));
    }

    private static ObservableDoubleMeasurement instrument(Meter meter, Metric metric) {
        return metric.type() == Metric.Type.COUNTER
                ? meter.counterBuilder(name(metric))
                        .ofDoubles()
                        .setUnit(unit(metric))
                        .setDescription(metric.help())
                        .buildObserver()
                : meter.gaugeBuilder(name(metric))
                        .setUnit(unit(metric))
                        .setDescription(metric.help())
                        .buildObserver();
    }

    private static Attributes attributes(Metric metric, String... values) {
        AttributesBuilder attributes = Attributes.builder();
        for (int i = 0; i < values.length; i++) {
            attributes.put(AttributeKey.stringKey(metric.labels().get(i)), values[i]);
        }
        return attributes.build();
    }
}
