package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.server.ApiKeys;
import dev.llmconnect.server.metrics.Metric;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code GET /metrics} shows is exported over OTLP, too: the same metrics with the same labels and values. */
class ServerInstrumentsTest {
    private static final String CANARY = "canary-instruments-0123456789";

    @TempDir
    Path folder;

    private final Map<String, io.opentelemetry.proto.metrics.v1.Metric> sent = new ConcurrentHashMap<>();
    private final Queue<String> raw = new ConcurrentLinkedQueue<>();

    @Test
    void everyGaugeOfAServerIsExportedWithTheLabelsThatItsMetricsShow() throws Exception {
        ApiKeys.NewKey alice = ApiKeys.generate("alice");
        Path callers = folder.resolve("callers.json");
        Files.writeString(callers, """
            {"callers": {"alice": {"sha256": ["%s"], "budgets": [{"usd": 10, "per": "month"}]}}}
            """.formatted(alice.entry().substring("alice:".length())));
        Path prices = Files.writeString(
                folder.resolve("prices.json"), "{\"mock\": {\"models\": {\"*\": {\"input\": 3, \"output\": 15}}}}");
        Map<String, Set<Map<String, String>>> shown;
        Map<String, Double> limits = new HashMap<>();
        try (MockWebServer collector = collector()) {
            Map<String, String> environment = new HashMap<>(Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://127.0.0.1:" + collector.getPort(),
                    "OTEL_TRACES_EXPORTER",
                    "none",
                    "LLM_CONNECT_API_KEYS_FILE",
                    callers.toString(),
                    "LLM_CONNECT_PRICES_FILE",
                    prices.toString(),
                    "LLM_CONNECT_DATA_DIR",
                    folder.toString(),
                    "OPENAI_API_KEYS",
                    CANARY + "a," + CANARY + "b"));
            environment.put(
                    "LLM_CONNECT_PROFILES_JSON", "{\"down\":{\"provider\":\"mock\",\"model\":\"mock/error-503\"}}");
            try (Gateway gateway = new Gateway(environment)) {
                for (int i = 0; i < 4; i++) {
                    String body = "{\"prompt\":\"" + CANARY + "\",\"config\":{\"model_name\":\"down\"}}";
                    assertThat(gateway.postAs(alice.key(), "/execute", body).statusCode())
                            .isEqualTo(502);
                }
                shown = shown(gateway.getAs(alice.key(), "/metrics").body(), limits);
            }
        }

        assertThat(shown)
                .containsKeys(
                        "llm_connect_open_circuits",
                        "llm_connect_budget_limit_usd",
                        "llm_connect_ledger_up",
                        "llm_connect_calls_limit",
                        "llm_connect_jvm_memory_used_bytes",
                        "llm_connect_jvm_gc_seconds_total",
                        "llm_connect_circuit_changes_total",
                        "llm_connect_build_info");
        for (Metric metric : ServerInstruments.exported()) {
            Set<Map<String, String>> labels = shown.getOrDefault(metric.fullName(), Set.of());
            assertThat(points(metric).stream()
                            .map(point -> attributes(point.getAttributesList()))
                            .collect(Collectors.toSet()))
                    .as(metric.fullName())
                    .isEqualTo(labels);
        }
        assertThat(points(Metric.BUDGET_LIMIT).get(0).getAsDouble()).isEqualTo(10);
        assertThat(points(Metric.CALLS_LIMIT).get(0).getAsDouble())
                .isEqualTo(limits.get(Metric.CALLS_LIMIT.fullName()));
        assertThat(sent.get("llm_connect.jvm_gc").getUnit()).isEqualTo("s");
        assertThat(raw).isNotEmpty().noneMatch(one -> one.contains(CANARY));
    }

    @Test
    void everyMetricIsExportedEitherByTheObserverOfCallsOrByTheServer() {
        List<String> counted = List.of(
                "llm_connect.calls",
                "llm_connect.calls_in_flight",
                "llm_connect.call_duration",
                "llm_connect.overhead",
                "llm_connect.time_to_first_token",
                "llm_connect.time_per_output_token",
                "llm_connect.attempts",
                "llm_connect.retries",
                "llm_connect.fallbacks",
                "llm_connect.tokens",
                "llm_connect.cost");

        assertThat(Arrays.stream(Metric.values())
                        .filter(metric -> !ServerInstruments.exported().contains(metric))
                        .map(ServerInstruments::name))
                .containsExactlyInAnyOrderElementsOf(counted);
    }

    private MockWebServer collector() throws IOException {
        MockWebServer server = new MockWebServer();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                try {
                    ExportMetricsServiceRequest metrics = ExportMetricsServiceRequest.parseFrom(
                            request.getBody().toByteArray());
                    raw.add(metrics.toString());
                    metrics.getResourceMetricsList()
                            .forEach(resource -> resource.getScopeMetricsList()
                                    .forEach(scope -> scope.getMetricsList()
                                            .forEach(metric -> sent.put(metric.getName(), metric))));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return new MockResponse.Builder()
                        .addHeader("Content-Type", "application/x-protobuf")
                        .build();
            }
        });
        server.start();
        return server;
    }

    private List<NumberDataPoint> points(Metric metric) {
        io.opentelemetry.proto.metrics.v1.Metric found = sent.get(ServerInstruments.name(metric));
        if (found == null) {
            return List.of();
        }
        assertThat(found.getDescription()).isEqualTo(metric.help());
        if (metric.type() == Metric.Type.COUNTER) {
            assertThat(found.getSum().getIsMonotonic()).isTrue();
            return found.getSum().getDataPointsList();
        }
        return found.getGauge().getDataPointsList();
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> values = new TreeMap<>();
        attributes.forEach(it -> values.put(it.getKey(), it.getValue().getStringValue()));
        return values;
    }

    /** The labels of each series of a scrape, by the name of its metric. */
    private static Map<String, Set<Map<String, String>>> shown(String scrape, Map<String, Double> values) {
        Map<String, Set<Map<String, String>>> shown = new HashMap<>();
        scrape.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            String series = line.substring(0, line.lastIndexOf(' '));
            int brace = series.indexOf('{');
            String name = brace < 0 ? series : series.substring(0, brace);
            Map<String, String> labels = new TreeMap<>();
            if (brace >= 0) {
                for (String label :
                        series.substring(brace + 1, series.length() - 1).split("\",", -1)) {
                    int equals = label.indexOf("=\"");
                    labels.put(
                            label.substring(0, equals),
                            label.substring(equals + 2).replaceAll("\"$", ""));
                }
            }
            shown.computeIfAbsent(name, unused -> new HashSet<>()).add(labels);
            values.put(name, Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)));
        });
        return shown;
    }
}
