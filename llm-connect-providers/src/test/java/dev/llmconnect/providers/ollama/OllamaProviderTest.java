package dev.llmconnect.providers.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaProviderTest {
    private static final String ANSWER = """
            {"model":"llama3.2","message":{"role":"assistant","content":"Hi"},"done":true,"done_reason":"stop",
             "prompt_eval_count":3,"eval_count":2}""";

    private static LLMAdapter adapter(StubProvider stub) {
        return LLMAdapters.create("ollama", AdapterSettings.of(Map.of("OLLAMA_HOST", stub.url())));
    }

    private static String sent(LLMRequest request) throws Exception {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = adapter(stub)) {
            adapter.execute(request);
            RecordedRequest seen = stub.request();
            assertThat(seen.getTarget()).isEqualTo("/api/chat");
            assertThat(seen.getHeaders().get("Authorization")).isNull();
            return seen.getBody().utf8();
        }
    }

    private static LLMRequest with(String param, Object value) {
        return LLMRequest.of(
                "Hello", RunConfig.builder().modelParam(param, value).build());
    }

    @Test
    void aPromptIsSentWithTheDefaultsInItsOptions() throws Exception {
        assertThat(sent(LLMRequest.of("Hello")))
                .isEqualTo(
                        "{\"model\":\"llama3.2\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":false,"
                                + "\"options\":{\"temperature\":0.7,\"num_predict\":2000}}");
    }

    @Test
    void modelParametersStandWhereOllamaLooksForThem() throws Exception {
        assertThat(sent(with("top_p", 0.5))).contains("\"num_predict\":2000,\"top_p\":0.5}");
        assertThat(sent(with("stop", "END"))).contains("\"stop\":[\"END\"]}");
        assertThat(sent(with("keep_alive", "1m"))).endsWith(",\"keep_alive\":\"1m\"}");
        assertThat(sent(with("reasoning_effort", "high"))).endsWith(",\"think\":\"high\"}");
        assertThat(sent(with("reasoning_effort", "none"))).endsWith(",\"think\":false}");
        assertThatThrownBy(() -> sent(with("messages", List.of()))).isInstanceOf(LLMInvalidRequestException.class);
    }

    @Test
    void whatOllamaWouldOverlookIsRefused() throws Exception {
        assertThatThrownBy(() -> sent(with("logit_bias", Map.of("1", -100))))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage("ollama does not support model_params.logit_bias");
        assertThat(sent(with("parallel_tool_calls", false))).doesNotContain("parallel_tool_calls");
        assertThatThrownBy(() -> sent(with("n", 2))).isInstanceOf(LLMInvalidRequestException.class);
        assertThat(sent(with("n", 1))).doesNotContain("null");
    }

    @Test
    void theModelsThatHaveBeenPulledAreListed() {
        try (StubProvider stub = new StubProvider().answers(200, """
                        {"models":[{"name":"qwen3:8b","model":"qwen3:8b","size":5225387923},{"name":"old"}]}""");
                LLMAdapter adapter = adapter(stub)) {
            assertThat(adapter.models())
                    .containsExactly(ModelInfo.of("qwen3:8b", "ollama"), ModelInfo.of("old", "ollama"));
            assertThat(stub.request().getTarget()).isEqualTo("/api/tags");
        }
    }

    @Test
    void aConversationWithImageToolsAndReasoningIsSentInItsShapes() throws Exception {
        ToolCall call = ToolCall.of("c", "weather", Map.of("city", "Ulm"), "{\"city\":\"Ulm\"}");
        LLMRequest request = LLMRequest.builder()
                .message(Message.system("Be brief."))
                .message(Message.user(
                        List.of(new ContentPart.Text("Look"), ContentPart.Media.ofBase64("image/png", "QUJD"))))
                .message(Message.assistant(List.of(ContentPart.Reasoning.of("hm"), call)))
                .message(Message.toolResult(call, "rain"))
                .tools(List.of(Tool.of("weather", "tells it", Map.of("type", "object"))))
                .responseFormat(ResponseFormat.jsonSchema("w", Map.of("type", "object")))
                .build();

        assertThat(sent(request))
                .contains("\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":\"Look\",\"images\":[\"QUJD\"]},"
                        + "{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\","
                        + "\"tool_calls\":[{\"function\":{\"name\":\"weather\",\"arguments\":{\"city\":\"Ulm\"}}}]},"
                        + "{\"role\":\"tool\",\"content\":\"rain\",\"tool_name\":\"weather\"}]")
                .contains(
                        "\"tools\":[{\"type\":\"function\",\"function\":"
                                + "{\"name\":\"weather\",\"description\":\"tells it\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]")
                .contains("\"format\":{\"type\":\"object\"}");
    }

    @Test
    void whatItCannotCarryIsRefusedByName() {
        LLMRequest.Builder tools = LLMRequest.builder().prompt("Hi").tools(List.of(Tool.of("t", "", Map.of())));

        assertThatThrownBy(() -> sent(tools.toolChoice(ToolChoice.REQUIRED).build()))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining("ollama does not support a tool choice of required");
        assertThatThrownBy(() -> sent(LLMRequest.builder()
                        .message(Message.user(List.of(ContentPart.Media.ofUrl("image/png", "https://x.example/a.png"))))
                        .build()))
                .hasMessageContaining("images by URL");
    }

    @Test
    void aStreamWithoutDoneWasCutAndAnErrorInItIsAnError() {
        String piece = "{\"model\":\"m\",\"message\":{\"content\":\"Hi\"},\"done\":false}\n";
        try (StubProvider stub = new StubProvider()
                        .answers(new MockResponse.Builder().body(piece))
                        .answers(new MockResponse.Builder().body(piece + "{\"error\":\"out of memory\"}\n"));
                LLMAdapter adapter = adapter(stub)) {
            assertThatThrownBy(() -> adapter.stream(LLMRequest.of("Hello")).response())
                    .isInstanceOfSatisfying(
                            LLMException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.TRUNCATED));
            assertThatThrownBy(() -> adapter.stream(LLMRequest.of("Hello")).response())
                    .hasMessageContaining("out of memory");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | {"error":"model 'x' not found"}  | not_found       | false | model 'x' not found
            400 | {"error":"invalid options"}      | invalid_request | false | invalid options
            503 | {"error":"server busy"}          | server          | true  | server busy
            500 | <html><title>Oops</title></html> | server          | true  | Oops
            502 |                                  | server          | true  |
            401 | unauthorized                     | authentication  | false | unauthorized
            """)
    void errorsAreReadInEveryShape(int status, String body, String reason, boolean retryable, String message) {
        try (StubProvider stub = new StubProvider().answers(status, body == null ? "" : body);
                LLMAdapter adapter = adapter(stub)) {
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .isInstanceOfSatisfying(LLMException.class, e -> {
                        assertThat(e.reason()).isEqualTo(new FailureReason(reason));
                        assertThat(e.isRetryable()).isEqualTo(retryable);
                        assertThat(e.getMessage()).contains(message == null ? "502" : message);
                    });
        }
    }

    @Test
    void anErrorInsideASuccessIsAnError() {
        try (StubProvider stub =
                        new StubProvider().answers(200, "{\"error\":\"bad\"}").answers(200, "{}");
                LLMAdapter adapter = adapter(stub)) {
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello"))).hasMessageContaining("bad");
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .isInstanceOfSatisfying(
                            LLMException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED));
        }
    }

    @Test
    void aKeyIsSentWhereOneIsSet() throws Exception {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = stub.adapter("ollama", "OLLAMA_API_KEY")) {
            LLMResponse answer = adapter.execute(LLMRequest.of("Hello"));

            assertThat(answer.usage().totalTokens()).isEqualTo(5);
            assertThat(stub.request().getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://box:1234, http://box:1234",
        "https://ollama.com, https://ollama.com",
        "box, http://box:11434",
        "box:1234, http://box:1234",
        "0.0.0.0, http://127.0.0.1:11434",
        "0.0.0.0:99, http://127.0.0.1:99",
        ":99, http://127.0.0.1:99"
    })
    void itsHostVariableIsReadAsOllamaReadsIt(String host, String address) {
        assertThat(OllamaProvider.address(host)).isEqualTo(address);
    }
}
