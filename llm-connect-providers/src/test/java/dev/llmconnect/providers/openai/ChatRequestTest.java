package dev.llmconnect.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.providers.StubProvider;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The exact JSON that is sent, without the fields every request has unless they matter. */
class ChatRequestTest {
    private static final String OK = "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
    private static final String DEFAULTS = ",\"temperature\":0.7,\"max_tokens\":2000";
    private static final Tool WEATHER = Tool.of(
            "weather",
            "Tells the weather.",
            Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string"))));

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter openai = stub.adapter("openai", "OPENAI_API_KEY");
    private final LLMAdapter openrouter = stub.adapter("openrouter", "OPENROUTER_API_KEY");

    @AfterEach
    void close() {
        openai.close();
        openrouter.close();
        stub.close();
    }

    @Test
    void systemAndSeveralTurns() {
        sends(
                request -> request.message(Message.system("Be brief."))
                        .prompt("One?")
                        .message(Message.assistant("Two."))
                        .prompt("Three?"),
                """
                {"model":"gpt-4","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"One?"},
                 {"role":"assistant","content":"Two."},{"role":"user","content":"Three?"}]""" + DEFAULTS + "}");
    }

    @Test
    void theMessageOfADeveloperKeepsItsRole() {
        sends(
                request -> request.message(Message.of(new Role("developer"), List.of(new ContentPart.Text("Rules")))),
                "{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"developer\",\"content\":\"Rules\"}]" + DEFAULTS + "}");
    }

    @Test
    void imagesByAddressAndByValue() {
        sends(
                request -> request.message(Message.user(List.of(
                        new ContentPart.Text("What is this?"),
                        Media.fromUrl("image/png", "https://example.org/a.png")
                                .detail("low")
                                .build(),
                        Media.ofBytes("image/jpeg", new byte[] {1, 2, 3})))),
                """
                {"model":"gpt-4","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},
                 {"type":"image_url","image_url":{"url":"https://example.org/a.png","detail":"low"}},
                 {"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AQID"}}]}]""" + DEFAULTS + "}");
    }

    @Test
    void documentsAndSounds() {
        sends(
                request -> request.message(Message.user(List.of(
                        Media.fromBase64("application/pdf", "AQID")
                                .name("a.pdf")
                                .build(),
                        Media.ofBytes("audio/mpeg", new byte[] {1, 2, 3})))),
                """
                {"model":"gpt-4","messages":[{"role":"user","content":[
                 {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AQID"}},
                 {"type":"input_audio","input_audio":{"data":"AQID","format":"mp3"}}]}]""" + DEFAULTS + "}");
    }

    @Test
    void aToolRoundTrip() {
        ToolCall call = ToolCall.of("call_1", "weather", Map.of("city", "Ulm"), "{\"city\":\"Ulm\"}");
        ToolCall empty = ToolCall.of("call_2", "weather", Map.of(), "");
        sends(
                request -> request.prompt("Weather?")
                        .message(Message.assistant(List.of(call, empty)))
                        .message(Message.toolResult(call, "Rain"))
                        .message(Message.toolResult(empty, "None"))
                        .tools(List.of(
                                WEATHER,
                                Tool.builder("now")
                                        .description("")
                                        .parameters(Map.of())
                                        .strict(true)
                                        .build()))
                        .toolChoice(ToolChoice.tool("weather")),
                """
                {"model":"gpt-4","messages":[{"role":"user","content":"Weather?"},
                 {"role":"assistant","content":null,"tool_calls":[
                  {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"}},
                  {"id":"call_2","type":"function","function":{"name":"weather","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"call_1","content":"Rain"},
                 {"role":"tool","tool_call_id":"call_2","content":"None"}]""" + DEFAULTS + """
                ,"tools":[{"type":"function","function":{"name":"weather","description":"Tells the weather.",
                 "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}},
                 {"type":"function","function":{"name":"now","parameters":{"type":"object","properties":{}},"strict":true}}],
                 "tool_choice":{"type":"function","function":{"name":"weather"}}}""");
    }

    @Test
    void aSchema() {
        sends(
                request ->
                        request.prompt("x").responseFormat(ResponseFormat.jsonSchema("city", Map.of("type", "object"))),
                "{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]" + DEFAULTS
                        + ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                        + "{\"name\":\"city\",\"schema\":{\"type\":\"object\"},\"strict\":true}}}");
        sends(
                request -> request.prompt("x").responseFormat(ResponseFormat.JSON_OBJECT),
                "{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]" + DEFAULTS
                        + ",\"response_format\":{\"type\":\"json_object\"}}");
    }

    @Test
    void reasoningEffortGoesAlongAndTheModelsAversionsAreReported() {
        RunConfig config = RunConfig.builder()
                .modelName("o3")
                .modelParams(Map.of("reasoning_effort", "high"))
                .build();
        LLMResponse answer = sends(
                request -> request.prompt("x").config(config),
                "{\"model\":\"o3\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
                        + "\"max_completion_tokens\":2000,\"reasoning_effort\":\"high\"}");
        assertThat(answer.metadata().toMap()).containsEntry("dropped_params", List.of("temperature", "max_tokens"));
    }

    @Test
    void modelParametersReplaceDefaultsAndAddWhatIsNotThere() {
        RunConfig config = RunConfig.builder()
                .modelParams(
                        Map.of("temperature", 0.1, "max_completion_tokens", 5L, "seed", 7L, "stop", List.of("END")))
                .build();
        LLMResponse answer = sends(
                request -> request.prompt("x").config(config),
                "{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
                        + "\"temperature\":0.1,\"max_completion_tokens\":5,\"seed\":7,\"stop\":[\"END\"]}");
        assertThat(answer.metadata().toMap()).doesNotContainKey("dropped_params");
    }

    @Test
    void whatCannotBeCarriedIsRefusedWithItsName() {
        for (Object count : new Object[] {0L, 129L, 1.5, "2"}) {
            refuses(
                    request -> request.prompt("x").config(params(Map.of("n", count))),
                    "model_params.n must be a whole number of 1 to 128");
        }
        refuses(request -> request.prompt("x").config(params(Map.of("messages", List.of()))), "model_params.messages");
        refuses(request -> request.prompt("x").config(params(Map.of("stream", true))), "model_params.stream");
        refuses(
                request -> request.message(Message.user(List.of(Media.ofUrl("application/pdf", "https://a/b.pdf")))),
                "openai does not support documents by URL");
        refuses(
                request -> request.message(Message.user(List.of(Media.ofUrl("audio/wav", "https://a/b.wav")))),
                "openai does not support audio by URL");
        refuses(
                request -> request.message(Message.user(List.of(new ContentPart.Opaque("gemini", Map.of())))),
                "openai does not support a part of kind gemini");
        refuses(
                request -> request.prompt("x")
                        .config(RunConfig.builder()
                                .maxTokens(5)
                                .modelParams(Map.of("max_completion_tokens", 6L))
                                .build()),
                "openai does not support both config.max_tokens and one in model_params");
        assertThat(stub.server().getRequestCount()).isZero();
    }

    @Test
    void reasoningOfATurnWithToolsGoesBackToOpenRouterAsItCame() {
        stub.answers(200, """
                {"id":"gen-1","model":"m","choices":[{"finish_reason":"tool_calls","message":{"content":"","reasoning":"Hm.",
                 "reasoning_details":[{"type":"reasoning.text","text":"Hm.","signature":"sig","index":0},
                  {"type":"reasoning.encrypted","data":"xyz","id":"r1","index":1}],
                 "tool_calls":[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{}"}}]}}],
                 "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"cost":0.00012}}""").answers(200, OK);
        LLMResponse first =
                openrouter.execute(LLMRequest.builder().prompt("Weather?").build());
        assertThat(first.reasoning()).contains("Hm.");
        assertThat(first.metadata().toMap()).containsEntry("cost_usd", new java.math.BigDecimal("0.00012"));
        stub.request();

        openrouter.execute(LLMRequest.builder()
                .prompt("Weather?")
                .message(first.toMessage())
                .message(Message.toolResult(first.toolCalls().get(0), "Rain"))
                .build());
        assertThat(stub.requestBody().get("messages").at(1)).isEqualTo(Json.read("""
                {"role":"assistant","content":null,
                 "reasoning_details":[{"type":"reasoning.text","text":"Hm.","signature":"sig","index":0},
                  {"type":"reasoning.encrypted","data":"xyz","id":"r1","index":1}],
                 "tool_calls":[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{}"}}]}"""));
    }

    @Test
    void aThoughtSignatureInACallGoesBackWithIt() {
        stub.answers(200, """
                {"choices":[{"finish_reason":"stop","message":{"tool_calls":[{"id":"","type":"function",
                 "function":{"name":"now","arguments":""},"extra_content":{"google":{"thought_signature":"s"}}}]}}]}""").answers(200, OK);
        LLMResponse first = openai.execute(LLMRequest.of("x"));
        assertThat(first.finishReason().value()).isEqualTo("tool_calls");
        stub.request();
        openai.execute(
                LLMRequest.builder().prompt("x").message(first.toMessage()).build());
        assertThat(stub.requestBody()
                        .get("messages")
                        .at(1)
                        .get("tool_calls")
                        .at(0)
                        .get("extra_content"))
                .isEqualTo(Json.read("{\"google\":{\"thought_signature\":\"s\"}}"));
    }

    @Test
    void openRouterAddsNoFieldOfItsOwn() {
        stub.answers(200, OK);
        openrouter.execute("Hello", RunConfig.defaults());
        assertThat(stub.requestBody())
                .isEqualTo(Json.read(
                        "{\"model\":\"openrouter/auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]"
                                + DEFAULTS + "}"));
    }

    private static RunConfig params(Map<String, Object> params) {
        return RunConfig.builder().modelParams(params).build();
    }

    private LLMResponse sends(Consumer<LLMRequest.Builder> request, String json) {
        stub.answers(200, OK);
        LLMRequest.Builder builder = LLMRequest.builder();
        request.accept(builder);
        LLMResponse answer = openai.execute(builder.build());
        assertThat(stub.requestBody().raw()).isEqualTo(Json.read(json).raw());
        return answer;
    }

    private void refuses(Consumer<LLMRequest.Builder> request, String says) {
        LLMRequest.Builder builder = LLMRequest.builder();
        request.accept(builder);
        assertThatThrownBy(() -> openai.execute(builder.build()))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining(says);
    }
}
