package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.opentelemetry.SpanAttribute;
import dev.llmconnect.server.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/traces.md} true. With {@code -Dllmconnect.writeDocs} it is written instead. */
class TracesDocumentTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("llmconnect.root", ".."), "docs/traces.md");

    @Test
    void theDocumentIsWhatTheCodeSays() throws IOException {
        if (System.getProperty("llmconnect.writeDocs") != null) {
            Files.writeString(DOCUMENT, document());
        }

        assertThat(Files.readString(DOCUMENT))
                .as("docs/traces.md is stale; -Dllmconnect.writeDocs writes it anew")
                .isEqualTo(document());
    }

    private static String document() {
        return """
                # Traces and metrics over OTLP

                This page is made from the code; a test fails when it is stale.

                ```sh
                OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 llm-connect serve
                ```

                A variable of OpenTelemetry (`OTEL_…`) turns it on; without one, nothing of OpenTelemetry is loaded. `OTEL_SDK_DISABLED=true` turns it off.
                All variables of its [specification](https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/) hold. Unless they say
                otherwise, the service is `llm-connect`, the protocol `http/protobuf`, and logs are not sent. A Java program adds
                `OpenTelemetryObserver.fromEnvironment(System.getenv())` of `llm-connect-opentelemetry` to its server or adapter.

                ## Spans

                - A span of the kind `SERVER` for each call, named after its route. It continues the `traceparent` of the request. Events: `retry`, `fallback`,
                  `circuit` (a circuit breaker has changed because of this call).
                - In it, a span of the kind `CLIENT` for each attempt, named `chat gpt-4o`, with its own outcome. Event: `first_token`, of streams.

                Every call's spans cost 30 to 120 µs of CPU, most of it for sending them: 20 to 30 % of the calls per second of a server that is
                busy to its limit (`bench/run.sh observation`). `OTEL_TRACES_SAMPLER=parentbased_traceidratio` with
                `OTEL_TRACES_SAMPLER_ARG=0.05` sends those of one call in twenty. Metrics count all calls.

                Prompts and answers are in no span and no metric. What looks like a key in the name of a model is `[REDACTED]`.

                A provider is told nothing of the trace, unless `LLM_CONNECT_<PROVIDER>_TRACEPARENT=true`: then it gets `traceparent`, as a child of the
                attempt, and `tracestate`.

                `llm_connect.…` are stable. `gen_ai.…` are those of OpenTelemetry's conventions, which are not: by default those of version 1.36, and with
                `OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental` the latest.

                | attribute | of | meaning |
                |---|---|---|
                """
                + Arrays.stream(SpanAttribute.values())
                        .map(TracesDocumentTest::line)
                        .collect(Collectors.joining())
                + """

                ## Metrics

                | metric | type | unit | attributes |
                |---|---|---|---|
                | `llm_connect.calls` | counter | | `endpoint`, `profile`, `provider`, `model`, `caller_class`, `outcome` |
                | `llm_connect.calls_in_flight` | up-down counter | | `endpoint` |
                | `llm_connect.call_duration` | histogram | s | `endpoint`, `provider` |
                | `llm_connect.overhead` | histogram | s | `endpoint` |
                | `llm_connect.time_to_first_token` | histogram | s | `provider`, `model` |
                | `llm_connect.time_per_output_token` | histogram | s | `provider`, `model` |
                | `llm_connect.attempts` | counter | | `provider`, `model`, `outcome` |
                | `llm_connect.retries` | counter | | `provider`, `model`, `reason` |
                | `llm_connect.fallbacks` | counter | | `provider`, `to_provider`, `reason` |
                | `llm_connect.tokens` | counter | {token} | `provider`, `model`, `kind` |
                | `llm_connect.cost` | counter | USD | `profile`, `provider`, `model` |
                | `gen_ai.client.operation.duration` | histogram | s | those of the conventions; one measurement an attempt |
                | `gen_ai.client.token.usage` | histogram | {token} | those of the conventions, with `gen_ai.token.type` |

                Of a server, further metrics are read for each export:

                | metric | type | unit | attributes |
                |---|---|---|---|
                """
                + ServerInstruments.exported().stream()
                        .map(TracesDocumentTest::line)
                        .collect(Collectors.joining())
                + """

                Meanings and values are those of [metrics.md](metrics.md). Prometheus makes its names from these: `llm_connect.jvm_gc` in seconds is
                `llm_connect_jvm_gc_seconds_total`.
                """;
    }

    private static String line(Metric metric) {
        String type = metric.type() == Metric.Type.COUNTER ? "counter" : "gauge";
        String unit = ServerInstruments.unit(metric);
        return "| `" + ServerInstruments.name(metric) + "` | " + type + " |" + (unit.isEmpty() ? "" : " " + unit) + " |"
                + metric.labels().stream().map(label -> " `" + label + "`").collect(Collectors.joining(",")) + " |\n";
    }

    private static String line(SpanAttribute attribute) {
        String on =
                switch (attribute.on()) {
                    case SERVER -> "call";
                    case CLIENT -> "attempt";
                    case BOTH -> "both";
                    case EVENT -> "event";
                };
        return "| `" + attribute.key() + "` | " + on + " | " + attribute.help() + " |\n";
    }
}
