package dev.llmconnect.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConverseAnswerTest {
    private static final LLMRequest HELLO = LLMRequest.of("Hello");
    private static final String USAGE = "\"usage\":{\"inputTokens\":5,\"outputTokens\":7,\"totalTokens\":22,"
            + "\"cacheReadInputTokens\":8,\"cacheWriteInputTokenCount\":2,\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":2}]}";
    private static final String WHOLE = "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":["
            + "{\"reasoningContent\":{\"reasoningText\":{\"text\":\"hm\",\"signature\":\"sig\"}}},"
            + "{\"reasoningContent\":{\"redactedContent\":\"QUI=\"}},"
            + "{\"toolUse\":{\"toolUseId\":\"s\",\"name\":\"search\",\"type\":\"server_tool_use\",\"input\":{\"q\":1}}},"
            + "{\"toolResult\":{\"toolUseId\":\"s\",\"content\":[{\"text\":\"found\"}]}},"
            + "{\"citationsContent\":{\"citations\":[{\"title\":\"t\"}],\"content\":[{\"text\":\"Yes.\"}]}},"
            + "{\"toolUse\":{\"toolUseId\":\"c\",\"name\":\"weather\",\"input\":{\"city\":\"Ulm\"}}}]}},"
            + "\"stopReason\":\"tool_use\"," + USAGE + ",\"serviceTier\":{\"type\":\"flex\"}}";
    private static final ByteString[] STREAMED = {
        event("messageStart", "\"role\":\"assistant\""),
        delta(0, "\"reasoningContent\":{\"text\":\"h\"}"),
        delta(0, "\"reasoningContent\":{\"text\":\"m\"}"),
        delta(0, "\"reasoningContent\":{\"signature\":\"sig\"}"),
        event("contentBlockStop", "\"contentBlockIndex\":0"),
        delta(1, "\"reasoningContent\":{\"redactedContent\":\"QQ==\"}"),
        delta(1, "\"reasoningContent\":{\"redactedContent\":\"Qg==\"}"),
        start(2, "\"toolUse\":{\"toolUseId\":\"s\",\"name\":\"search\",\"type\":\"server_tool_use\"}"),
        delta(2, "\"toolUse\":{\"input\":\"{\\\"q\\\":1}\"}"),
        start(3, "\"toolResult\":{\"toolUseId\":\"s\"}"),
        delta(3, "\"toolResult\":[{\"text\":\"found\"}]"),
        event("somethingNew", "\"a\":1"),
        delta(4, "\"citation\":{\"title\":\"t\"}"),
        delta(4, "\"text\":\"Yes.\""),
        event("contentBlockStop", "\"contentBlockIndex\":4"),
        start(5, "\"toolUse\":{\"toolUseId\":\"c\",\"name\":\"weather\"}"),
        delta(5, "\"toolUse\":{\"input\":\"\"}"),
        delta(5, "\"toolUse\":{\"input\":\"{\\\"city\\\":\"}"),
        delta(5, "\"toolUse\":{\"input\":\"\\\"Ulm\\\"}\"}"),
        event("contentBlockStop", "\"contentBlockIndex\":5"),
        event("messageStop", "\"stopReason\":\"tool_use\""),
        event("metadata", USAGE + ",\"serviceTier\":{\"type\":\"flex\"}"),
    };

    private static ByteString event(String type, String fields) {
        return EventStreamMessage.event(type, "{" + fields + ",\"p\":\"abc\"}");
    }

    private static ByteString delta(int index, String delta) {
        return event("contentBlockDelta", "\"contentBlockIndex\":" + index + ",\"delta\":{" + delta + "}");
    }

    private static ByteString start(int index, String start) {
        return event("contentBlockStart", "\"contentBlockIndex\":" + index + ",\"start\":{" + start + "}");
    }

    private static MockResponse.Builder stream(List<ByteString> events) {
        Buffer body = new Buffer();
        events.forEach(body::write);
        return new MockResponse.Builder()
                .setHeader("Content-Type", "application/vnd.amazon.eventstream")
                .body(body);
    }

    private static LLMAdapter adapter(StubProvider stub) {
        return stub.adapter("bedrock", "AWS_BEARER_TOKEN_BEDROCK");
    }

    private static void streamFails(List<ByteString> events, Consumer<LLMException> check) {
        try (StubProvider stub = new StubProvider().answers(stream(events));
                LLMAdapter adapter = adapter(stub)) {
            assertThatThrownBy(() -> adapter.stream(HELLO).response())
                    .isInstanceOfSatisfying(LLMException.class, check);
        }
    }

    @Test
    void everythingInAnAnswerIsReadAndTheStreamIsTheSame() {
        try (StubProvider stub = new StubProvider().answers(200, WHOLE).answers(stream(List.of(STREAMED)));
                LLMAdapter adapter = adapter(stub)) {
            LLMRequest same = HELLO.toBuilder().requestId("same").build();
            LLMResponse whole = adapter.execute(same);
            LLMResponse streamed = adapter.stream(same).response();

            assertThat(whole.content()).isEqualTo("Yes.");
            assertThat(whole.reasoning()).contains("hm");
            assertThat(whole.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
            assertThat(whole.toolCalls()).hasSize(1);
            assertThat(whole.toolCalls().get(0).arguments()).isEqualTo(Map.of("city", "Ulm"));
            assertThat(whole.usage().inputTokens()).isEqualTo(15);
            assertThat(whole.usage().totalTokens()).isEqualTo(22);
            assertThat(whole.usage().details())
                    .isEqualTo(Map.of("cached_tokens", 8L, "cache_write_tokens", 2L, "cache_write_1h_tokens", 2L));
            assertThat(JsonNode.of(whole.toMap()).object("metadata"))
                    .containsEntry("citations", List.of(Map.of("title", "t")));
            assertThat(streamed.withMetadata(known -> known.requestId("1")).toMap())
                    .isEqualTo(whole.withMetadata(known -> known.requestId("1")).toMap());
            assertThat(streamed.toMessage()).isEqualTo(whole.toMessage());
        }
    }

    /** An endpoint has to pass the signature on before the block is over, or its client cannot give the reasoning back. */
    @Test
    void aStreamTellsTheSignatureOfReasoningBeforeWhatFollows() {
        try (StubProvider stub = new StubProvider().answers(stream(List.of(STREAMED)));
                LLMAdapter adapter = adapter(stub);
                LLMStream stream = adapter.stream(HELLO)) {
            List<StreamEvent> events = new ArrayList<>();
            stream.forEach(events::add);

            List<StreamEvent> told = events.stream()
                    .filter(event -> event instanceof StreamEvent.PartEnd || event instanceof StreamEvent.Text)
                    .toList();
            assertThat(told.get(0))
                    .isInstanceOfSatisfying(
                            StreamEvent.PartEnd.class,
                            end -> assertThat(end.parts())
                                    .singleElement()
                                    .isInstanceOfSatisfying(ContentPart.Reasoning.class, reasoning -> {
                                        assertThat(reasoning.text()).isEqualTo("hm");
                                        assertThat(reasoning.signature()).isEqualTo("sig");
                                    }));
            assertThat(told.get(1)).isEqualTo(new StreamEvent.Text("Yes."));
        }
    }

    @Test
    void anAnswerCanBeSentBackToGoOn() {
        try (StubProvider stub = new StubProvider().answers(200, WHOLE).answers(200, WHOLE);
                LLMAdapter adapter = adapter(stub)) {
            LLMResponse first = adapter.execute(HELLO);
            stub.request();
            adapter.execute(HELLO.toBuilder().message(first.toMessage()).build());

            assertThat(stub.request().getBody().utf8())
                    .contains(
                            "{\"role\":\"assistant\",\"content\":["
                                    + "{\"reasoningContent\":{\"reasoningText\":{\"text\":\"hm\",\"signature\":\"sig\"}}},"
                                    + "{\"reasoningContent\":{\"redactedContent\":\"QUI=\"}},"
                                    + "{\"toolUse\":{\"toolUseId\":\"s\",\"name\":\"search\",\"type\":\"server_tool_use\",\"input\":{\"q\":1}}},"
                                    + "{\"toolResult\":{\"toolUseId\":\"s\",\"content\":[{\"text\":\"found\"}]}},"
                                    + "{\"text\":\"Yes.\"},"
                                    + "{\"toolUse\":{\"toolUseId\":\"c\",\"name\":\"weather\",\"input\":{\"city\":\"Ulm\"}}}]}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "guardrail_intervened, content_filter",
        "content_filtered, content_filter",
        "malformed_model_output, error",
        "a_new_word, error"
    })
    void theReasonToStopIsToldInTheContractsWords(String word, String reason) {
        try (StubProvider stub = new StubProvider()
                        .answers(200, "{\"output\":{\"message\":{}},\"stopReason\":\"" + word + "\"}");
                LLMAdapter adapter = adapter(stub)) {
            LLMResponse answer = adapter.execute(HELLO);

            assertThat(answer.finishReason()).isEqualTo(new FinishReason(reason));
            assertThat(answer.providerFinishReason()).contains(word);
        }
    }

    @Test
    void aStreamWithoutItsEndWasCut() {
        List<ByteString> all = List.of(STREAMED);
        Consumer<LLMException> truncated = e -> assertThat(e.reason()).isEqualTo(FailureReason.TRUNCATED);

        streamFails(List.of(), truncated);
        streamFails(all.subList(0, all.size() - 2), truncated);
        streamFails(List.of(all.get(0), all.get(1).substring(0, 30)), truncated);
    }

    @Test
    void anExceptionInTheMiddleOfAStreamIsAnError() {
        ByteString slow = EventStreamMessage.exception("throttlingException", "{\"message\":\"slow down\"}");
        ByteString broken = EventStreamMessage.exception(
                "modelStreamErrorException", "{\"message\":\"oops\",\"originalStatusCode\":500}");

        streamFails(List.of(STREAMED[0], slow), e -> {
            assertThat(e).isInstanceOf(LLMRateLimitException.class).hasMessageContaining("slow down");
            assertThat(e.details().providerCode()).contains("ThrottlingException");
            assertThat(e.providerStatus()).isEmpty();
        });
        streamFails(List.of(STREAMED[0], broken), e -> {
            assertThat(e.reason()).isEqualTo(FailureReason.SERVER);
            assertThat(e.isRetryable()).isTrue();
        });
        streamFails(
                List.of(delta(0, "\"toolUse\":{\"input\":\"{}\"}")),
                e -> assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED));
        streamFails(
                List.of(ByteString.encodeUtf8("<html>")),
                e -> assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED));
    }

    @Test
    void jsonInPlaceOfAStreamIsTheAnswer() {
        try (StubProvider stub = new StubProvider().answers(200, WHOLE);
                LLMAdapter adapter = adapter(stub)) {
            assertThat(adapter.stream(HELLO).response().content()).isEqualTo("Yes.");
        }
    }

    @Test
    void anErrorInsideASuccessIsAnError() {
        String unknown = "{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}}";
        try (StubProvider stub = new StubProvider()
                        .answers(200, "{\"message\":\"bad\"}")
                        .answers(200, unknown)
                        .answers(200, "{}");
                LLMAdapter adapter = adapter(stub)) {
            assertThatThrownBy(() -> adapter.execute(HELLO)).hasMessageContaining("bad");
            assertThatThrownBy(() -> adapter.execute(HELLO)).hasMessageContaining("(UnknownOperationException)");
            assertThatThrownBy(() -> adapter.execute(HELLO))
                    .isInstanceOfSatisfying(
                            LLMException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            400 | ValidationException:http://x/       | {"message":"bad field"}               | ValidationException         | invalid_request | false
            400 | ValidationException                 | {"message":"The provided model identifier is invalid."} | ValidationException | not_found     | false
            400 | ValidationException                 | {"message":"Input is too long for requested model."} | ValidationException    | context_length  | false
            400 | ServiceQuotaExceededException       | {"message":"quota"}                   | ServiceQuotaExceededException | quota         | false
            400 | -                                   | {"message":"bad block"}               | -                           | invalid_request | false
            403 | AccessDeniedException               | {"message":"no access to the model"}  | AccessDeniedException       | permission      | false
            403 | AccessDeniedException               | {"Message":"Please make sure your API Key is valid."} | AccessDeniedException | authentication | false
            403 | ExpiredTokenException:http://x/     | {"message":"expired"}                 | ExpiredTokenException       | authentication  | false
            403 | UnrecognizedClientException         | {"message":"invalid"}                 | UnrecognizedClientException | authentication  | false
            403 | InvalidSignatureException           | {"message":"does not match"}          | InvalidSignatureException   | authentication  | false
            404 | ResourceNotFoundException:http://x/ | {"message":"end of its life"}         | ResourceNotFoundException   | not_found       | false
            408 | ModelTimeoutException               | {"message":"slow"}                    | ModelTimeoutException       | timeout         | true
            424 | ModelErrorException                 | {"message":"oops"}                    | ModelErrorException         | server          | true
            429 | ThrottlingException                 | {"message":"slow down"}               | ThrottlingException         | rate_limit      | true
            400 | -                                   | {"__type":"a.b#ThrottlingException"}  | ThrottlingException         | rate_limit      | true
            500 | InternalServerException             | {"message":"oops"}                    | InternalServerException     | server          | true
            503 | ServiceUnavailableException         | {"message":"later"}                   | ServiceUnavailableException | server          | true
            502 | -                                   | <html><title>Bad</title></html>       | -                           | server          | true
            503 | -                                   | -                                     | -                           | server          | true
            413 | -                                   | too large                             | -                           | invalid_request | false
            """)
    void errorsAreReadInEveryShape(
            int status, String kind, String body, String code, String reason, boolean retryable) {
        MockResponse.Builder response = new MockResponse.Builder()
                .code(status)
                .setHeader("x-amzn-requestid", "req-1")
                .setHeader("Retry-After", "3")
                .body(body == null ? "" : body);
        if (kind != null) {
            response.setHeader("x-amzn-errortype", kind);
        }
        try (StubProvider stub = new StubProvider().answers(response);
                LLMAdapter adapter = adapter(stub)) {
            assertThatThrownBy(() -> adapter.execute(HELLO)).isInstanceOfSatisfying(LLMException.class, e -> {
                assertThat(e.reason()).isEqualTo(new FailureReason(reason));
                assertThat(e.isRetryable()).isEqualTo(retryable);
                assertThat(e instanceof LLMRateLimitException).isEqualTo(reason.equals("rate_limit"));
                assertThat(e.providerStatus()).contains(status);
                assertThat(e.details().providerCode().orElse(null)).isEqualTo(code);
                assertThat(e.details().providerRequestId()).contains("req-1");
                assertThat(e.details().retryAfter()).contains(Duration.ofSeconds(3));
                assertThat(e.getMessage()).doesNotContain(StubProvider.KEY);
            });
        }
    }
}
