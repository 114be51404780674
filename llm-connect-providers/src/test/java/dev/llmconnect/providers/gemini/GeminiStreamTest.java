package dev.llmconnect.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.providers.StubProvider;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiStreamTest {
    private static final String FIRST = """
            {"candidates":[{"content":{"parts":[{"text":"Hm {","thought":true}],"role":"model"},"index":0}],
             "usageMetadata":{"promptTokenCount":5,"totalTokenCount":5},"modelVersion":"gemini-3.5-flash","responseId":"r"}""";
    private static final String SECOND = """
            {"candidates":[{"content":{"parts":[{"text":"\\"Grüße\\" } "}],"role":"model"}}]}""";
    private static final String LAST = """
            {"candidates":[{"content":{"parts":[{"text":"!"},{"functionCall":{"name":"now"}}]},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"thoughtsTokenCount":3,"totalTokenCount":10}}""";

    private static final LLMRequest REQUEST =
            LLMRequest.builder().prompt("Hello").requestId("fixed").build();

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("gemini", "GEMINI_API_KEY");
    private final List<StreamEvent> events = new ArrayList<>();

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096})
    void eventsAndAnArrayComeToTheSameWhateverThePackets(int size) {
        LLMResponse fromEvents = read(events(FIRST, SECOND, LAST), size);
        List<StreamEvent> told = List.copyOf(events);
        events.clear();
        LLMResponse fromArray = read("[" + FIRST + "\n,\r\n\n" + SECOND + ",\n" + LAST + "]\n", size);

        assertThat(told.get(0))
                .isInstanceOfSatisfying(
                        StreamEvent.Start.class,
                        start -> assertThat(start.soFar().model()).isEqualTo("gemini-3.5-flash"));
        assertThat(told.subList(1, told.size()))
                .containsExactly(
                        new StreamEvent.Reasoning("Hm {"),
                        new StreamEvent.Text("\"Grüße\" } "),
                        new StreamEvent.Text("!"),
                        new StreamEvent.ToolCallDelta(0, "gemini_call_r_0", "now", "{}"));
        assertThat(events.subList(1, events.size())).isEqualTo(told.subList(1, told.size()));
        assertThat(fromArray.toMap()).isEqualTo(fromEvents.toMap());
        assertThat(fromEvents.content()).isEqualTo("\"Grüße\" } !");
        assertThat(fromEvents.usage().totalTokens()).isEqualTo(10);
        assertThat(fromEvents.finishReason().value()).isEqualTo("tool_calls");
        assertThat(fromEvents.providerFinishReason()).contains("STOP");
    }

    @Test
    void theAssembledStreamEqualsTheAnswerInOnePiece() {
        String whole = """
                {"candidates":[{"content":{"parts":[{"text":"Hm {","thought":true},{"text":"\\"Grüße\\" } !"},
                   {"functionCall":{"name":"now"}}]},"finishReason":"STOP"}],
                 "usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"thoughtsTokenCount":3,"totalTokenCount":10},
                 "modelVersion":"gemini-3.5-flash","responseId":"r"}""";
        stub.answers(200, whole);
        LLMResponse unary = adapter.execute(REQUEST);
        LLMResponse streamed = read(events(FIRST, SECOND, LAST), 11);
        assertThat(streamed.toMap()).isEqualTo(unary.toMap());
        assertThat(streamed.toMessage()).isEqualTo(unary.toMessage());
        assertThat(read(whole, 5).toMap())
                .as("in one piece, though a stream was asked for")
                .isEqualTo(unary.toMap());
    }

    @Test
    void moreMayFollowAFinishReason() {
        String stopped = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}";
        assertThat(read(events(stopped, SECOND, LAST), 100).content()).isEqualTo("a\"Grüße\" } !");
    }

    @Test
    void aCallCanComeArgumentByArgument() {
        LLMResponse answer = read(
                events(
                        part(
                                "{\"functionCall\":{\"name\":\"read\",\"willContinue\":true},\"thoughtSignature\":\"c2ln\"}"),
                        part(
                                "{\"functionCall\":{\"partialArgs\":[{\"jsonPath\":\"$.id\",\"stringValue\":\"A\",\"willContinue\":true}],"
                                        + "\"willContinue\":true}}"),
                        part("{\"functionCall\":{\"partialArgs\":[{\"jsonPath\":\"$.id\",\"stringValue\":\"B\"},"
                                + "{\"jsonPath\":\"$.list[0].n\",\"numberValue\":1.50}],\"willContinue\":true}}"),
                        part("{\"functionCall\":{}}"),
                        part("{\"functionCall\":{\"name\":\"read\",\"args\":{\"id\":\"C\"}}}"),
                        LAST),
                100);
        assertThat(answer.toolCalls()).hasSize(3);
        assertThat(answer.toolCalls().get(0).argumentsJson()).isEqualTo("{\"id\":\"AB\",\"list\":[{\"n\":1.50}]}");
        assertThat(answer.toolCalls().get(0).extras()).containsEntry("thoughtSignature", "c2ln");
        assertThat(answer.toolCalls().get(1).id()).isEqualTo("gemini_call__1");
        assertThat(answer.toolCalls().get(1).argumentsJson()).isEqualTo("{\"id\":\"C\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                     | truncated",
                "data: {'candidates':[{'content':{}}]}                | truncated",
                "data: {'candidates':[{'content':                      | truncated",
                "data: {'usageMetadata':{'totalTokenCount':3}}        | truncated",
                "[{'candidates':[{'finishReason':'STOP'}]},           | truncated",
                "[{'candidates':[{'finishReason':'STOP'}              | truncated",
                "data: hello                                          | malformed",
                "<html><h1>502 Bad Gateway</h1></html>                | malformed",
                "data: {'error':{'code':503,'message':'overloaded','status':'UNAVAILABLE'}}   | server",
                "[{'error':{'code':500,'message':'oops','status':'INTERNAL'}}]                | server",
            })
    void aStreamThatIsCutOffOrNoneIsAnError(String body, String reason) {
        assertThatThrownBy(() -> read(body == null ? "" : body.replace('\'', '"'), 3))
                .isInstanceOfSatisfying(LLMApiException.class, e -> {
                    assertThat(e.reason()).isEqualTo(new FailureReason(reason));
                    assertThat(e.isRetryable()).isTrue();
                });
    }

    @Test
    void anErrorInTheMiddleIsNotTakenForTheEnd() {
        String stopped = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}";
        String bare = """
                {
                  "error": {
                    "code": 499,
                    "message": "The operation was cancelled.",
                    "status": "CANCELLED"
                  }
                }
                """;
        for (String error : List.of(bare, "data: " + bare.replace("\n", "") + "\r\n\r\n")) {
            assertThatThrownBy(() -> read(events(stopped) + error, 13))
                    .isInstanceOfSatisfying(LLMApiException.class, e -> {
                        assertThat(e.providerStatus()).contains(499);
                        assertThat(e).hasMessageContaining("The operation was cancelled.");
                        assertThat(e.isRetryable()).isTrue();
                    });
        }
    }

    private static String part(String part) {
        return "{\"candidates\":[{\"content\":{\"parts\":[" + part + "]}}]}";
    }

    private static String events(String... chunks) {
        StringBuilder body = new StringBuilder();
        for (String chunk : chunks) {
            body.append("data: ").append(chunk.replace("\n", "")).append("\r\n\r\n");
        }
        return body.toString();
    }

    private LLMResponse read(String body, int packet) {
        stub.answers(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .chunkedBody(new Buffer().writeUtf8(body), packet));
        try (LLMStream stream = adapter.stream(REQUEST)) {
            stream.forEach(events::add);
            return stream.response();
        }
    }
}
