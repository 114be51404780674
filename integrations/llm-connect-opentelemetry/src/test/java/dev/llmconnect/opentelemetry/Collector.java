package dev.llmconnect.opentelemetry;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;

/** Takes what is sent over OTLP, and reads it with the classes that the protocol's own project generates. */
final class Collector implements AutoCloseable {
    final List<Span> spans = new ArrayList<>();
    final List<Metric> metrics = new ArrayList<>();
    final Map<String, String> resource = new HashMap<>();
    private final StringBuilder raw = new StringBuilder();
    private final MockWebServer server = new MockWebServer();

    Collector() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                take(request);
                return new MockResponse.Builder()
                        .addHeader("Content-Type", "application/x-protobuf")
                        .build();
            }
        });
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void take(RecordedRequest request) {
        byte[] body =
                request.getBody() == null ? new byte[0] : request.getBody().toByteArray();
        try {
            if (request.getUrl().encodedPath().equals("/v1/traces")) {
                ExportTraceServiceRequest traces = ExportTraceServiceRequest.parseFrom(body);
                raw.append(traces);
                traces.getResourceSpansList().forEach(ofResource -> {
                    ofResource
                            .getResource()
                            .getAttributesList()
                            .forEach(it -> resource.put(it.getKey(), text(it.getValue())));
                    ofResource.getScopeSpansList().forEach(ofScope -> spans.addAll(ofScope.getSpansList()));
                });
            } else if (request.getUrl().encodedPath().equals("/v1/metrics")) {
                ExportMetricsServiceRequest sent = ExportMetricsServiceRequest.parseFrom(body);
                raw.append(sent);
                sent.getResourceMetricsList()
                        .forEach(ofResource -> ofResource
                                .getScopeMetricsList()
                                .forEach(ofScope -> metrics.addAll(ofScope.getMetricsList())));
            } else {
                throw new AssertionError("nothing is sent to " + request.getUrl());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getPort());
        return environment;
    }

    /** Everything that was sent, in words. */
    synchronized String raw() {
        return raw.toString();
    }

    synchronized List<Span> spans(Span.SpanKind kind) {
        return spans.stream().filter(span -> span.getKind() == kind).toList();
    }

    synchronized @Nullable Metric metric(String name) {
        return metrics.stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> values = new TreeMap<>();
        attributes.forEach(it -> values.put(it.getKey(), text(it.getValue())));
        return values;
    }

    static Map<String, String> attributes(Span span) {
        return attributes(span.getAttributesList());
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> String.valueOf(value.getIntValue());
            case BOOL_VALUE -> String.valueOf(value.getBoolValue());
            case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
            default -> value.toString();
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
