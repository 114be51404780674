package dev.llmconnect.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.CallContext;
import dev.llmconnect.CallObservers;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.TraceContext;
import dev.llmconnect.Usage;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is sent over OTLP, read by an independent library. */
class OpenTelemetryObserverTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER_SPAN = "b7ad6b7169203331";

    private final Collector collector = new Collector();
    private final Map<String, String> environment = collector.environment();
    private Function<LLMRequest, LLMResponse> answer = request -> LLMResponse.builder()
            .content("canary-answer")
            .model("gpt-4o-2024-11-20")
            .usage(Usage.builder()
                    .inputTokens(30)
                    .cacheReadTokens(10)
                    .outputTokens(7)
                    .build())
            .finishReason(FinishReason.STOP)
            .build();

    @AfterEach
    void close() {
        collector.close();
    }

    private final class Provider implements LLMAdapter {
        @Override
        public String provider() {
            return "mistral";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            return answer.apply(request);
        }

        @Override
        public LLMStream stream(LLMRequest request) {
            return LLMStream.of(answer.apply(request));
        }
    }

    private static LLMRequest.Builder request() {
        return LLMRequest.builder()
                .prompt("canary-prompt")
                .config(RunConfig.builder().modelName("gpt-4o").build());
    }

    /** Makes calls and sends everything that they made. */
    private void observed(java.util.function.Consumer<LLMAdapter> calls) {
        try (OpenTelemetryObserver observer = OpenTelemetryObserver.fromEnvironment(environment)) {
            try (LLMAdapter adapter = CallObservers.observe(new Provider(), observer)) {
                calls.accept(adapter);
            }
        }
    }

    private static String hex(com.google.protobuf.ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Test
    void aCallIsAServerSpanThatContinuesTheCallersTraceAndAnAttemptAClientSpanInIt() {
        CallContext context = CallContext.builder()
                .endpoint("/v1/chat/completions")
                .requestId("call-1")
                .caller("alice")
                .trace(TraceContext.parse("00-" + TRACE + "-" + CALLER_SPAN + "-01", "vendor=1,other=2")
                        .orElseThrow())
                .build();
        observed(adapter -> adapter.execute(request().context(context).build()));

        Span server = collector.spans(SpanKind.SPAN_KIND_SERVER).get(0);
        Span client = collector.spans(SpanKind.SPAN_KIND_CLIENT).get(0);
        assertThat(collector.spans).hasSize(2);
        assertThat(collector.resource).containsEntry("service.name", "llm-connect");
        assertThat(hex(server.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(server.getParentSpanId())).isEqualTo(CALLER_SPAN);
        assertThat(server.getTraceState()).isEqualTo("vendor=1,other=2");
        assertThat(server.getName()).isEqualTo("/v1/chat/completions");
        assertThat(Collector.attributes(server))
                .containsEntry("http.route", "/v1/chat/completions")
                .containsEntry("llm_connect.request_id", "call-1")
                .containsEntry("llm_connect.caller", "alice")
                .containsEntry("llm_connect.requested_model", "gpt-4o")
                .containsEntry("llm_connect.outcome", "ok")
                .containsEntry("llm_connect.provider", "mistral")
                .containsEntry("llm_connect.model", "gpt-4o-2024-11-20")
                .containsEntry("llm_connect.finish_reason", "stop")
                .containsEntry("llm_connect.attempts", "1")
                .doesNotContainKey("error.type");
        assertThat(hex(client.getTraceId())).isEqualTo(TRACE);
        assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
        assertThat(client.getName()).isEqualTo("chat gpt-4o");
        assertThat(Collector.attributes(client))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.request.model", "gpt-4o")
                .containsEntry("gen_ai.response.model", "gpt-4o-2024-11-20")
                .containsEntry("gen_ai.usage.input_tokens", "30")
                .containsEntry("gen_ai.usage.output_tokens", "7");
        assertThat(client.getStartTimeUnixNano()).isGreaterThanOrEqualTo(server.getStartTimeUnixNano());
        assertThat(client.getEndTimeUnixNano()).isLessThanOrEqualTo(server.getEndTimeUnixNano());
    }

    @Test
    void namesTheProviderInTheOldWayUnlessTheOperatorOptsIn() {
        observed(adapter -> adapter.execute(request().build()));
        assertThat(Collector.attributes(
                        collector.spans(SpanKind.SPAN_KIND_CLIENT).get(0)))
                .containsEntry("gen_ai.system", "mistral_ai")
                .doesNotContainKeys("gen_ai.provider.name", "gen_ai.usage.cache_read.input_tokens");

        collector.spans.clear();
        environment.put("OTEL_SEMCONV_STABILITY_OPT_IN", "http, gen_ai_latest_experimental");
        observed(adapter -> adapter.execute(request().build()));
        assertThat(Collector.attributes(
                        collector.spans(SpanKind.SPAN_KIND_CLIENT).get(0)))
                .containsEntry("gen_ai.provider.name", "mistral_ai")
                .containsEntry("gen_ai.usage.cache_read.input_tokens", "10")
                .doesNotContainKey("gen_ai.system");
    }

    @Test
    void aStreamHasAnEventForItsFirstToken() {
        observed(adapter -> {
            try (LLMStream stream = adapter.stream(request().build())) {
                stream.response();
            }
        });

        Span client = collector.spans(SpanKind.SPAN_KIND_CLIENT).get(0);
        assertThat(client.getEventsList()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("first_token");
            assertThat(event.getTimeUnixNano()).isBetween(client.getStartTimeUnixNano(), client.getEndTimeUnixNano());
        });
        assertThat(Collector.attributes(
                        collector.spans(SpanKind.SPAN_KIND_SERVER).get(0)))
                .containsEntry("llm_connect.stream", "true");
    }

    @Test
    void aFailureIsAnErrorOfBothSpansEachWithItsOwnWords() {
        answer = request -> {
            throw new LLMApiException(
                    "canary-message",
                    null,
                    ErrorDetails.builder()
                            .reason(FailureReason.RATE_LIMIT)
                            .providerStatus(429)
                            .build());
        };
        observed(adapter ->
                assertThatThrownBy(() -> adapter.execute(request().build())).isInstanceOf(LLMApiException.class));

        Span server = collector.spans(SpanKind.SPAN_KIND_SERVER).get(0);
        Span client = collector.spans(SpanKind.SPAN_KIND_CLIENT).get(0);
        assertThat(server.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(Collector.attributes(server)).containsEntry("error.type", "provider_api_error");
        assertThat(client.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(Collector.attributes(client))
                .containsEntry("error.type", "rate_limit")
                .containsEntry("http.response.status_code", "429");
        assertThat(collector.raw()).doesNotContain("canary");
    }

    @Test
    void aStreamThatIsGivenUpIsCancelledAndNoError() {
        observed(adapter -> adapter.stream(request().build()).close());

        Span server = collector.spans(SpanKind.SPAN_KIND_SERVER).get(0);
        assertThat(Collector.attributes(server)).containsEntry("llm_connect.outcome", "cancelled");
        assertThat(server.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    }

    @Test
    void aCallThatNobodyTracesIsNotSampledWhereItsCallerSaysSo() {
        CallContext context = CallContext.builder()
                .trace(TraceContext.parse("00-" + TRACE + "-" + CALLER_SPAN + "-00", null)
                        .orElseThrow())
                .build();
        observed(adapter -> adapter.execute(request().context(context).build()));

        assertThat(collector.spans).isEmpty();
        assertThat(collector.metric("llm_connect.calls")).isNotNull();
    }

    @Test
    void countsCallsInOurWordsAndInThoseOfTheConventions() {
        observed(adapter -> {
            adapter.execute(request().build());
            adapter.execute(request().build());
        });

        Metric calls = collector.metric("llm_connect.calls");
        assertThat(calls).isNotNull();
        assertThat(calls.getSum().getDataPointsList()).singleElement().satisfies(point -> {
            assertThat(point.getAsInt()).isEqualTo(2);
            assertThat(Collector.attributes(point.getAttributesList()))
                    .containsEntry("endpoint", "in_process")
                    .containsEntry("provider", "mistral")
                    .containsEntry("model", "gpt-4o-2024-11-20")
                    .containsEntry("outcome", "ok");
        });
        Metric tokens = collector.metric("gen_ai.client.token.usage");
        assertThat(tokens.getUnit()).isEqualTo("{token}");
        assertThat(tokens.getHistogram().getDataPointsList())
                .hasSize(2)
                .allSatisfy(point -> assertThat(point.getCount()).isEqualTo(2))
                .anySatisfy(point -> assertThat(Collector.attributes(point.getAttributesList()))
                        .containsEntry("gen_ai.token.type", "input")
                        .containsEntry("gen_ai.system", "mistral_ai"));
        Metric duration = collector.metric("gen_ai.client.operation.duration");
        assertThat(duration.getUnit()).isEqualTo("s");
        assertThat(duration.getHistogram().getDataPoints(0).getCount()).isEqualTo(2);
        assertThat(collector
                        .metric("llm_connect.calls_in_flight")
                        .getSum()
                        .getDataPoints(0)
                        .getAsInt())
                .isZero();
    }

    @Test
    void sendsNeitherPromptsNorAnswersNorKeysInTheirPlaces() {
        observed(adapter -> adapter.execute(request()
                .config(RunConfig.builder()
                        .modelName("sk-canary0123456789abcdefghij")
                        .build())
                .build()));

        assertThat(collector.spans).hasSize(2);
        assertThat(collector.raw()).doesNotContain("canary").contains("[REDACTED]");
    }

    @Test
    void everyAttributeIsInTheTable() {
        observed(adapter -> {
            adapter.execute(request().build());
            adapter.stream(request().build()).close();
        });

        Set<String> table =
                Stream.of(SpanAttribute.values()).map(SpanAttribute::key).collect(Collectors.toSet());
        Set<String> sent = new TreeSet<>();
        for (Span span : List.copyOf(collector.spans)) {
            sent.addAll(Collector.attributes(span).keySet());
            span.getEventsList()
                    .forEach(event -> sent.addAll(
                            Collector.attributes(event.getAttributesList()).keySet()));
        }
        assertThat(sent).isNotEmpty().isSubsetOf(table);
    }

    @Test
    void aVariableThatIsWrongIsAConfigurationErrorThatNamesIt() {
        environment.put("OTEL_TRACES_SAMPLER", "sometimes");

        assertThatThrownBy(() -> OpenTelemetryObserver.fromEnvironment(environment))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("otel.traces.sampler");
    }
}
