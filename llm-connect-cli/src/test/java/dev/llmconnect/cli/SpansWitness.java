package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** The spans that are sent over OTLP: one of the call, one of each attempt, and an event of each retry and fallback. */
final class SpansWitness implements CallWitness, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MockWebServer collector = new MockWebServer();
    private final Map<String, Span> calls = new ConcurrentHashMap<>();
    private final Map<ByteString, Queue<Span>> attempts = new ConcurrentHashMap<>();

    SpansWitness() {
        collector.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                take(request);
                return new MockResponse.Builder()
                        .addHeader("Content-Type", "application/x-protobuf")
                        .build();
            }
        });
        try {
            collector.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(RecordedRequest request) {
        try {
            ExportTraceServiceRequest.parseFrom(request.getBody().toByteArray())
                    .getResourceSpansList()
                    .forEach(resource -> resource.getScopeSpansList()
                            .forEach(scope -> scope.getSpansList().forEach(this::take)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(Span span) {
        String id = attributes(span.getAttributesList()).get("llm_connect.request_id");
        if (id != null) {
            calls.put(id, span);
        } else {
            attempts.computeIfAbsent(span.getParentSpanId(), call -> new ConcurrentLinkedQueue<>())
                    .add(span);
        }
    }

    /** The variables that have spans sent here. */
    Map<String, String> environment() {
        return Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + collector.getPort(),
                "OTEL_METRICS_EXPORTER",
                "none",
                "OTEL_BSP_SCHEDULE_DELAY",
                "20");
    }

    @Override
    public void before(Gateway gateway) {
        // Every span names its call, so rows may run at the same time.
    }

    @Override
    public void after(Gateway gateway, Map<String, String> call, List<Map<String, String>> changes) {
        Span server = await(call.get("id"));
        Map<String, String> attributes = attributes(server.getAttributesList());
        assertThat(attributes)
                .containsEntry("llm_connect.outcome", CallWitness.outcome(call))
                .containsEntry("llm_connect.profile", call.get("profile"))
                .containsEntry("llm_connect.provider", call.get("provider"))
                .containsEntry("llm_connect.model", call.get("model"))
                .containsEntry("llm_connect.requested_model", call.get("requested_model"))
                .containsEntry("llm_connect.attempts", call.get("attempts"))
                .containsEntry("llm_connect.stream", call.get("stream"))
                .containsEntry("http.route", call.get("path"))
                .containsEntry("http.response.status_code", call.get("status"));
        assertThat(attributes.getOrDefault("llm_connect.reason", "")).isEqualTo(CallWitness.field(call, "reason"));

        List<Map<String, String>> made =
                attempts.getOrDefault(server.getSpanId(), new ConcurrentLinkedQueue<>()).stream()
                        .map(span -> attributes(span.getAttributesList()))
                        .sorted(Comparator.comparing(span -> Integer.valueOf(span.get("llm_connect.attempt"))))
                        .toList();
        assertThat(made).hasSize(Integer.parseInt(call.get("attempts")));
        for (int i = 0; i < changes.size(); i++) {
            assertThat(made.get(i))
                    .as("the attempt before change %s", changes.get(i))
                    .containsEntry("error.type", changes.get(i).get("reason"));
        }
        assertThat(made.get(made.size() - 1).get("llm_connect.outcome").equals("ok"))
                .isEqualTo(CallWitness.outcome(call).equals("ok"));
        List<String> events = server.getEventsList().stream()
                .filter(event -> !event.getName().equals("circuit"))
                .map(event -> {
                    Map<String, String> own = attributes(event.getAttributesList());
                    return event.getName() + " " + own.get("llm_connect.from") + " " + own.get("llm_connect.to") + " "
                            + own.get("llm_connect.change_reason");
                })
                .toList();
        assertThat(events)
                .containsExactlyElementsOf(changes.stream()
                        .map(change -> change.get("event") + " " + change.get("from") + " " + change.get("to") + " "
                                + change.get("reason"))
                        .toList());
    }

    /** The span of a call; those of its attempts have ended, and been sent, before. */
    private Span await(String id) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            Span span = calls.get(id);
            if (span != null) {
                return span;
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        throw new AssertionError("no span of the call " + id);
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> values = new TreeMap<>();
        attributes.forEach(it -> values.put(
                it.getKey(),
                switch (it.getValue().getValueCase()) {
                    case INT_VALUE -> String.valueOf(it.getValue().getIntValue());
                    case BOOL_VALUE -> String.valueOf(it.getValue().getBoolValue());
                    case DOUBLE_VALUE -> String.valueOf(it.getValue().getDoubleValue());
                    default -> it.getValue().getStringValue();
                }));
        return values;
    }

    @Override
    public void close() {
        collector.close();
    }
}
