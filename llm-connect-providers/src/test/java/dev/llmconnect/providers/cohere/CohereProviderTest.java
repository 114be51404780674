package dev.llmconnect.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CohereProviderTest {
    private static final String ANSWER = """
            {"id":"i-1","message":{"role":"assistant","content":[{"type":"text","text":"Hi"}],
             "citations":[{"start":0,"end":2,"text":"Hi"}]},"finish_reason":"COMPLETE",
             "usage":{"billed_units":{"input_tokens":1,"output_tokens":1},"tokens":{"input_tokens":500,"output_tokens":2}}}""";

    private static String sent(LLMRequest request) throws Exception {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = stub.adapter("cohere", "COHERE_API_KEY")) {
            adapter.execute(request);
            RecordedRequest seen = stub.request();
            assertThat(seen.getTarget()).isEqualTo("/v2/chat");
            assertThat(seen.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
            return seen.getBody().utf8();
        }
    }

    private static LLMRequest with(String param, Object value) {
        return LLMRequest.of(
                "Hello", RunConfig.builder().modelParam(param, value).build());
    }

    @Test
    void aPromptIsSentWithTheContractsDefaults() throws Exception {
        assertThat(sent(LLMRequest.of("Hello")))
                .isEqualTo("{\"model\":\"command-a-03-2025\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],"
                        + "\"temperature\":0.7,\"max_tokens\":2000}");
    }

    @Test
    void commonModelParametersGetItsNames() throws Exception {
        assertThat(sent(with("top_p", 0.5))).endsWith(",\"p\":0.5}");
        assertThat(sent(with("top_k", 5L))).endsWith(",\"k\":5}");
        assertThat(sent(with("stop", "END"))).endsWith(",\"stop_sequences\":[\"END\"]}");
        assertThat(sent(with("reasoning_effort", "high"))).endsWith(",\"thinking\":{\"type\":\"enabled\"}}");
        assertThat(sent(with("safety_mode", "OFF"))).endsWith(",\"safety_mode\":\"OFF\"}");
        assertThatThrownBy(() -> sent(with("messages", List.of()))).isInstanceOf(LLMInvalidRequestException.class);
    }

    @Test
    void aConversationWithImageToolsPlanAndSchemaIsSentInItsShapes() throws Exception {
        ToolCall call = ToolCall.of("c-1", "weather", Map.of("city", "Ulm"), "{\"city\":\"Ulm\"}");
        LLMRequest request = LLMRequest.builder()
                .message(Message.system("Be brief."))
                .message(Message.user(List.of(
                        new ContentPart.Text("Look"),
                        ContentPart.Media.fromBase64("image/png", "QUJD")
                                .detail("low")
                                .build())))
                .message(Message.assistant(
                        List.of(ContentPart.Reasoning.of("I look.", null, Map.of("tool_plan", "I look.")), call)))
                .message(Message.toolResult(call, "rain"))
                .tools(List.of(Tool.builder("weather")
                        .description("tells it")
                        .parameters(Map.of("type", "object"))
                        .strict(true)
                        .build()))
                .toolChoice(ToolChoice.REQUIRED)
                .responseFormat(ResponseFormat.jsonSchema("w", Map.of("type", "object")))
                .build();

        assertThat(sent(request))
                .contains("{\"role\":\"system\",\"content\":\"Be brief.\"}")
                .contains(
                        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Look\"},{\"type\":\"image_url\","
                                + "\"image_url\":{\"url\":\"data:image/png;base64,QUJD\",\"detail\":\"low\"}}]}")
                .contains(
                        "{\"role\":\"assistant\",\"tool_plan\":\"I look.\",\"tool_calls\":[{\"id\":\"c-1\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Ulm\\\"}\"}}]}")
                .contains("{\"role\":\"tool\",\"tool_call_id\":\"c-1\",\"content\":\"rain\"}")
                .contains("\"strict_tools\":true,\"tool_choice\":\"REQUIRED\","
                        + "\"response_format\":{\"type\":\"json_object\",\"json_schema\":{\"type\":\"object\"}}");
    }

    @Test
    void aToolChoiceThatNamesOneToolLeavesNoOther() throws Exception {
        assertThat(sent(LLMRequest.builder()
                        .prompt("Hi")
                        .tools(List.of(Tool.of("wanted", "", Map.of()), Tool.of("other", "", Map.of())))
                        .toolChoice(ToolChoice.tool("wanted"))
                        .build()))
                .contains("\"tool_choice\":\"REQUIRED\"")
                .contains("\"wanted\"")
                .doesNotContain("\"other\"");
    }

    @Test
    void whatItCannotCarryIsRefusedByName() {
        assertThatThrownBy(() -> sent(LLMRequest.builder()
                        .message(Message.user(
                                List.of(ContentPart.Media.ofUrl("application/pdf", "https://x.example/a"))))
                        .build()))
                .hasMessage("cohere does not support documents or audio in a message");
    }

    @Test
    void theAnswerTellsTokensBilledUnitsAndCitations() {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = stub.adapter("cohere", "CO_API_KEY")) {
            LLMResponse answer = adapter.execute(LLMRequest.of("Hello"));

            assertThat(answer.model()).isEqualTo("command-a-03-2025");
            assertThat(answer.usage().inputTokens()).isEqualTo(500);
            assertThat(answer.usage().details()).containsEntry("billed_input_tokens", 1L);
            assertThat(JsonNode.of(answer.toMap()).object("metadata"))
                    .containsEntry("provider_request_id", "i-1")
                    .containsEntry("citations", List.of(Map.of("start", 0L, "end", 2L, "text", "Hi")));
        }
    }

    @Test
    void aStreamWithoutMessageEndWasCutAndOneThatEndsInAnErrorIsOne() {
        String begun = """
                event: message-start
                data: {"id":"1","type":"message-start"}

                data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hi"}}}}

                """;
        String failed = begun
                + "data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\",\"error\":\"it broke\"}}\n\n";
        try (StubProvider stub = new StubProvider().streams(begun).streams(failed);
                LLMAdapter adapter = stub.adapter("cohere", "COHERE_API_KEY")) {
            assertThatThrownBy(() -> adapter.stream(LLMRequest.of("Hello")).response())
                    .isInstanceOfSatisfying(
                            LLMException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.TRUNCATED));
            assertThatThrownBy(() -> adapter.stream(LLMRequest.of("Hello")).response())
                    .hasMessageContaining("it broke");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | {"id":"i","message":"invalid api token"}          | authentication  | false | invalid api token
            404 | {"id":"i","message":"model 'x' not found"}        | not_found       | false | model 'x' not found
            400 | {"id":"i","message":"invalid request: bad role"}  | invalid_request | false | bad role
            429 | {"message":"You are using a Trial key"}           | rate_limit      | true  | Trial key
            500 | {"message":"internal server error"}               | server          | true  | internal server error
            503 | <html><title>Unavailable</title></html>           | server          | true  | Unavailable
            200 | {"message":"it failed after all"}                 | server           | true  | it failed after all
            200 | {}                                                | malformed       | true  | no message
            """)
    void errorsAreReadInEveryShape(int status, String body, String reason, boolean retryable, String message) {
        try (StubProvider stub = new StubProvider().answers(status, body);
                LLMAdapter adapter = stub.adapter("cohere", "COHERE_API_KEY")) {
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .isInstanceOfSatisfying(LLMException.class, e -> {
                        assertThat(e.reason()).isEqualTo(new FailureReason(reason));
                        assertThat(e.isRetryable()).isEqualTo(retryable);
                        assertThat(e.getMessage()).contains(message);
                    });
        }
    }
}
