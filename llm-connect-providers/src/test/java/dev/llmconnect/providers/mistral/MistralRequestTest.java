package dev.llmconnect.providers.mistral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MistralRequestTest {
    private static final String ANSWER = """
            {"id":"x","model":"mistral-small-latest","choices":[{"index":0,"finish_reason":"stop",
             "message":{"role":"assistant","content":"Hi"}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    private static String sent(LLMRequest request) throws Exception {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = stub.adapter("mistral", "MISTRAL_API_KEY")) {
            adapter.execute(request);
            RecordedRequest seen = stub.request();
            assertThat(seen.getTarget()).isEqualTo("/chat/completions");
            assertThat(seen.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
            return seen.getBody().utf8();
        }
    }

    @Test
    void aPromptIsSentWithTheDefaultModelAndNothingNobodyAskedFor() throws Exception {
        assertThat(sent(LLMRequest.of("Hello")))
                .isEqualTo(
                        "{\"model\":\"mistral-small-latest\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],"
                                + "\"temperature\":0.7,\"max_tokens\":2000}");
    }

    @Test
    void aSeedHasAnotherName() throws Exception {
        RunConfig config = RunConfig.builder().modelParam("seed", 7L).build();

        assertThat(sent(LLMRequest.of("Hello", config)))
                .contains("\"random_seed\":7")
                .doesNotContain("\"seed\"");
        RunConfig both = config.toBuilder().modelParam("random_seed", 8L).build();
        assertThatThrownBy(() -> sent(LLMRequest.of("Hello", both)))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining("seed");
    }

    @Test
    void imagesDocumentsAndSoundsAreSentInItsShapes() throws Exception {
        LLMRequest request = LLMRequest.builder()
                .message(Message.system("Be brief."))
                .message(Message.user(List.of(
                        new ContentPart.Text("What is this?"),
                        ContentPart.Media.ofUrl("image/png", "https://x.example/a.png"),
                        ContentPart.Media.ofUrl("application/pdf", "https://x.example/a.pdf"),
                        ContentPart.Media.ofBase64("audio/mpeg", "QUJD"))))
                .build();

        assertThat(sent(request))
                .contains("{\"role\":\"system\",\"content\":\"Be brief.\"}")
                .contains("{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.example/a.png\"}}")
                .contains(
                        "{\"type\":\"document_url\",\"document_url\":\"https://x.example/a.pdf\",\"document_name\":\"document\"}")
                .contains("{\"type\":\"input_audio\",\"input_audio\":\"QUJD\"}");
    }

    @Test
    void aToolRoundTripAndASchemaAreSentAsInChatCompletions() throws Exception {
        ToolCall call = ToolCall.of("abc123def", "weather", Map.of("city", "Ulm"), "{\"city\":\"Ulm\"}");
        LLMRequest request = LLMRequest.builder()
                .prompt("Weather?")
                .message(Message.assistant(List.of(call)))
                .message(Message.toolResult(call, "rain"))
                .tools(List.of(Tool.of("weather", "tells the weather", Map.of("type", "object"))))
                .toolChoice(ToolChoice.REQUIRED)
                .responseFormat(ResponseFormat.jsonSchema("w", Map.of("type", "object")))
                .build();

        assertThat(sent(request))
                .contains("\"tool_calls\":[{\"id\":\"abc123def\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Ulm\\\"}\"}}]")
                .contains("{\"role\":\"tool\",\"tool_call_id\":\"abc123def\",\"content\":\"rain\"}")
                .contains("\"tool_choice\":\"required\"")
                .contains("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                        + "{\"name\":\"w\",\"schema\":{\"type\":\"object\"},\"strict\":true}}");
    }

    /** It says "must be a-z, A-Z, 0-9, with a length of 9" to anything else. */
    @Test
    void theIdOfAnotherProvidersCallBecomesOneThatMistralTakes() throws Exception {
        ToolCall call = ToolCall.of("toolu_01A-b", "weather", Map.of(), "{}");
        ToolCall other = ToolCall.of("call_2", "weather", Map.of(), "{}");
        JsonNode messages = Json.read(sent(LLMRequest.builder()
                        .prompt("Weather?")
                        .message(Message.assistant(List.of(call, other)))
                        .message(Message.toolResult(call, "rain"))
                        .build()))
                .get("messages");
        List<JsonNode> calls = messages.at(1).items("tool_calls");

        assertThat(calls.get(0).textOrEmpty("id"))
                .matches("[a-zA-Z0-9]{9}")
                .isEqualTo(messages.at(2).textOrEmpty("tool_call_id"))
                .isNotEqualTo(calls.get(1).textOrEmpty("id"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | {"detail":"Unauthorized"}                                                               | authentication | false | Unauthorized
            429 | {"message":"Requests rate limit exceeded"}                                              | rate_limit     | true  | Requests rate limit exceeded
            429 | {"object":"error","message":"Rate limit","type":"rate_limited","param":null,"code":"1300"} | rate_limit     | true  | Rate limit
            400 | {"object":"error","message":"Invalid model: x","type":"invalid_model","param":null,"code":"1500"} | invalid_request | false | Invalid model: x
            503 | <html><title>Service down</title></html>                                                | server         | true  | Service down
            500 |                                                                                         | server         | true  |
            """)
    void errorsAreReadInEveryShape(int status, String body, String reason, boolean retryable, String message) {
        try (StubProvider stub = new StubProvider().answers(status, body == null ? "" : body);
                LLMAdapter adapter = stub.adapter("mistral", "MISTRAL_API_KEY")) {
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .isInstanceOfSatisfying(LLMException.class, e -> {
                        assertThat(e.reason()).isEqualTo(new FailureReason(reason));
                        assertThat(e.isRetryable()).isEqualTo(retryable);
                        assertThat(e.providerStatus()).contains(status);
                        assertThat(e).isInstanceOf(status == 429 ? LLMRateLimitException.class : LLMException.class);
                        assertThat(e.getMessage()).contains(message == null ? "mistral" : message);
                    });
        }
    }
}
