package dev.llmconnect.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
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
import dev.llmconnect.WireFields;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.messages.MessagesWire;
import dev.llmconnect.providers.StubProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessagesRequestTest {
    private static final String MODEL = "claude-sonnet-4-5";
    private static final Tool WEATHER = Tool.of(
            "weather",
            "tells the weather",
            Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string"))));

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("anthropic", "ANTHROPIC_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @Test
    void aPlainPromptSendsTheContractsDefaultsAndNothingElse() {
        LLMResponse answer = sends(request(), """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,
                 "messages":[{"role":"user","content":"Hello"}]}""");
        assertThat(answer.metadata().toMap()).doesNotContainKey("dropped_params");
    }

    @Test
    void withoutDefaultsOnlyTheLimitIsSentThatAnthropicWantsAndTheModelTakes() {
        sends(withoutDefaults("claude-sonnet-4-5"), """
                {"model":"claude-sonnet-4-5","max_tokens":32000,"messages":[{"role":"user","content":"Hello"}]}""");
        sends(withoutDefaults("claude-3-haiku-20240307"), """
                {"model":"claude-3-haiku-20240307","max_tokens":4096,"messages":[{"role":"user","content":"Hello"}]}""");
    }

    private static LLMRequest.Builder withoutDefaults(String model) {
        return LLMRequest.builder()
                .prompt("Hello")
                .config(RunConfig.builder().modelName(model).withoutDefaults().build());
    }

    @Test
    void aModelThatTakesNoTemperatureGetsNoneAndTheAnswerSaysSo() {
        LLMResponse answer = sends(LLMRequest.builder().prompt("Hello"), """
                {"model":"claude-sonnet-5","max_tokens":2000,"messages":[{"role":"user","content":"Hello"}]}""");
        assertThat(answer.metadata().toMap()).containsEntry("dropped_params", List.of("temperature"));
    }

    @Test
    void howCloselyToLookAtAnImageIsLeftOutAndTheAnswerSaysSo() {
        LLMResponse answer = sends(
                request(Message.user(List.of(
                        Media.fromBase64("image/png", "AQID").detail("high").build()))),
                """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,"messages":[{"role":"user","content":[
                  {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}}]}]}""");
        assertThat(answer.metadata().toMap()).containsEntry("dropped_params", List.of("messages.image_detail"));
    }

    @Test
    void aTemperatureThatWasSetIsSentToAnyModel() {
        sends(
                LLMRequest.builder()
                        .prompt("Hello")
                        .config(RunConfig.builder()
                                .modelName("claude-opus-4-7")
                                .temperature(0.2)
                                .maxTokens(10)
                                .build()),
                """
                {"model":"claude-opus-4-7","max_tokens":10,"temperature":0.2,
                 "messages":[{"role":"user","content":"Hello"}]}""");
    }

    @Test
    void instructionsStandApartFromTheConversation() {
        sends(
                request(
                        Message.system("Be brief."),
                        Message.user("Hello"),
                        Message.assistant("Hi!"),
                        Message.user("Bye")),
                """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,"system":"Be brief.",
                 "messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi!"},
                             {"role":"user","content":"Bye"}]}""");
    }

    @Test
    void severalInstructionsAreBlocksAndKeepWhatOnlyAnthropicKnows() {
        Opaque cached = new Opaque(MessagesWire.NAME, Json.read("""
                        {"type":"text","text":"A long book.","cache_control":{"type":"ephemeral"}}""").object());
        sends(
                request(
                        Message.of(Role.SYSTEM, List.of(new Text("Be brief."), cached)),
                        Message.user("Hello"),
                        Message.system("Be kind.")),
                """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,
                 "system":[{"type":"text","text":"Be brief."},
                           {"type":"text","text":"A long book.","cache_control":{"type":"ephemeral"}},
                           {"type":"text","text":"Be kind."}],
                 "messages":[{"role":"user","content":"Hello"}]}""");
    }

    @Test
    void imagesAndDocumentsGoByValueOrByAddress() {
        sends(
                request(Message.user(List.of(
                        Media.ofBytes("image/png", new byte[] {1, 2, 3}),
                        Media.ofUrl("image/*", "https://pictures.example/cat.jpg"),
                        Media.ofUrl("image/*", "data:image/gif;base64,R0lG"),
                        Media.ofUrl("application/pdf", "https://papers.example/a.pdf"),
                        Media.fromBase64("application/pdf", "JVBERi0=")
                                .name("a.pdf")
                                .build(),
                        Media.ofBytes("text/markdown", "# Grüße".getBytes(StandardCharsets.UTF_8)),
                        new Text("What is this?")))),
                """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,"messages":[{"role":"user","content":[
                 {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}},
                 {"type":"image","source":{"type":"url","url":"https://pictures.example/cat.jpg"}},
                 {"type":"image","source":{"type":"base64","media_type":"image/gif","data":"R0lG"}},
                 {"type":"document","source":{"type":"url","url":"https://papers.example/a.pdf"}},
                 {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"a.pdf"},
                 {"type":"document","source":{"type":"text","media_type":"text/plain","data":"# Grüße"}},
                 {"type":"text","text":"What is this?"}]}]}""");
    }

    @Test
    void toolsAreOfferedWithASchemaThatSaysItIsAnObject() {
        sends(
                request(Message.user("Hello"))
                        .tools(List.of(
                                WEATHER,
                                Tool.builder("stop")
                                        .description("")
                                        .parameters(Map.of())
                                        .strict(true)
                                        .build()))
                        .toolChoice(ToolChoice.REQUIRED),
                """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,
                 "messages":[{"role":"user","content":"Hello"}],
                 "tools":[{"name":"weather","description":"tells the weather",
                           "input_schema":{"type":"object","properties":{"city":{"type":"string"}}}},
                          {"name":"stop","input_schema":{"type":"object","properties":{}},"strict":true}],
                 "tool_choice":{"type":"any"}}""");
    }

    @Test
    void aToolTurnGoesBackWithItsSignedThinkingAndAllResultsInOneTurn() {
        Map<String, Object> thought = Json.read("""
                {"type":"thinking","thinking":"Let me look.","signature":"c2ln"}""").object();
        ToolCall paris = ToolCall.of("toolu_1", "weather", Map.of("city", "Paris"), "{\"city\":\"Paris\"}")
                .withExtras(Map.of("caller", "direct"));
        ToolCall rome = ToolCall.of("call.2:a", "weather", Map.of(), "{}");
        sends(
                request(
                                Message.user("Where is it warm?"),
                                Message.assistant(List.of(
                                        Reasoning.of("Let me look.", "c2ln", thought), new Text(""), paris, rome)),
                                Message.toolResult(paris, "12 degrees"),
                                Message.of(
                                        Role.TOOL,
                                        List.of(ToolResult.of(
                                                rome.id(),
                                                "weather",
                                                List.of(
                                                        new Text("no such city"),
                                                        Media.ofBytes("image/png", new byte[] {1, 2, 3})),
                                                true))),
                                Message.user("Well?"))
                        .tools(List.of(WEATHER)),
                """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,"messages":[
                 {"role":"user","content":"Where is it warm?"},
                 {"role":"assistant","content":[
                   {"type":"thinking","thinking":"Let me look.","signature":"c2ln"},
                   {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Paris"},"caller":"direct"},
                   {"type":"tool_use","id":"call_2_a_a9379ea9","name":"weather","input":{}}]},
                 {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"toolu_1","content":"12 degrees"},
                   {"type":"tool_result","tool_use_id":"call_2_a_a9379ea9","is_error":true,"content":[
                     {"type":"text","text":"no such city"},
                     {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}}]},
                   {"type":"text","text":"Well?"}]}],
                 "tools":[{"name":"weather","description":"tells the weather",
                           "input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}]}""");
    }

    @Test
    void reasoningThatAnthropicDidNotSignIsNotSentToIt() {
        sends(
                request(
                        Message.user("Hello"),
                        Message.assistant(List.of(
                                Reasoning.of("hm"),
                                Reasoning.of("hm", "other", Map.of("type", "reasoning.text")),
                                Reasoning.of("hm", "c2ln", Map.of()),
                                new Text("Hi!"))),
                        Message.user("Bye")),
                """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,"messages":[
                 {"role":"user","content":"Hello"},
                 {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},
                                                {"type":"text","text":"Hi!"}]},
                 {"role":"user","content":"Bye"}]}""");
    }

    @Test
    void aSchemaBecomesTheFormatOfTheOutput() {
        sends(
                request(Message.user("Hello"))
                        .responseFormat(ResponseFormat.jsonSchema("answer", Map.of("type", "object"))),
                """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,
                 "messages":[{"role":"user","content":"Hello"}],
                 "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}""");
    }

    @Test
    void parametersAreTranslatedOrPassedOn() {
        RunConfig config = RunConfig.builder()
                .modelName(MODEL)
                .modelParams(Json.read("""
                                {"stop":"END","max_completion_tokens":50,"user":"u-1","parallel_tool_calls":false,"n":1,
                                 "top_p":0.9,"top_k":5,"service_tier":"auto","cache_control":{"type":"ephemeral"},
                                 "tools":[{"type":"web_search_20250305","name":"web_search"}],"betas":["a-1","b-2"]}""").object())
                .build();
        LLMResponse answer = sends(LLMRequest.builder().prompt("Hello").config(config), """
                {"model":"claude-sonnet-4-5","max_tokens":50,"messages":[{"role":"user","content":"Hello"}],
                 "stop_sequences":["END"],"metadata":{"user_id":"u-1"},"top_p":0.9,"top_k":5,"service_tier":"auto",
                 "cache_control":{"type":"ephemeral"},
                 "tools":[{"type":"web_search_20250305","name":"web_search"}],
                 "tool_choice":{"type":"auto","disable_parallel_tool_use":true}}""");
        assertThat(answer.metadata().toMap())
                .as("Anthropic takes a temperature or top_p, not both")
                .containsEntry("dropped_params", List.of("temperature"));
    }

    @Test
    void fieldsOfTheWireAreSentAsTheyAreAndBetasAsAHeader() {
        stub.answers(200, "{\"content\":[]}");
        adapter.execute(request()
                .wireFields(MessagesWire.NAME, Map.of("betas", List.of("a-1", "b-2"), "container", "c-1"))
                .build());
        RecordedRequest sent = stub.request();
        assertThat(sent.getHeaders().get("anthropic-beta")).isEqualTo("a-1,b-2");
        assertThat(Json.read(sent.getBody()).object())
                .containsEntry("container", "c-1")
                .doesNotContainKey("betas");
    }

    @Test
    void hintsOfThisWireStandInTheBlocksTheyFollowInTheMessageOrInTheTool() {
        Hint cached = hint("{\"cache_control\":{\"type\":\"ephemeral\"}}");
        ToolCall call = ToolCall.of("t1", "weather", Map.of(), "{}");
        sends(
                request(
                                Message.of(Role.SYSTEM, List.of(new Text("Be brief."), cached)),
                                Message.user(List.of(hint("{\"novel\":1}"), new Text("Hello"), cached)),
                                Message.assistant(List.of(new Text(""), cached, call, cached)),
                                Message.of(
                                        Role.TOOL,
                                        List.of(
                                                ToolResult.of(
                                                        "t1", "weather", List.of(new Text("warm"), cached), false),
                                                cached)),
                                Message.of(Role.SYSTEM, List.of(hint("{\"role\":\"system\"}"), new Text("Hurry."))))
                        .tools(List.of(Tool.builder("stop")
                                .description("")
                                .parameters(Map.of())
                                .hints(Map.of(MessagesWire.NAME, Map.of("defer_loading", true)))
                                .build())),
                """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,
                 "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
                 "messages":[
                  {"role":"user","novel":1,"content":[{"type":"text","text":"Hello","cache_control":{"type":"ephemeral"}}]},
                  {"role":"assistant","content":[
                   {"type":"tool_use","id":"t1","name":"weather","input":{},"cache_control":{"type":"ephemeral"}}]},
                  {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","cache_control":{"type":"ephemeral"},
                   "content":[{"type":"text","text":"warm","cache_control":{"type":"ephemeral"}}]}]},
                  {"role":"system","content":"Hurry."}],
                 "tools":[{"name":"stop","input_schema":{"type":"object","properties":{}},"defer_loading":true}]}""");
    }

    private static Hint hint(String json) {
        return new Hint(MessagesWire.NAME, Json.read(json).object());
    }

    @Test
    void anthropicsOwnWordsForThinkingGoBeforeTheirTranslation() {
        sends(
                params(Map.of("reasoning_effort", "low"))
                        .wireFields(WireFields.NONE.withHints(
                                MessagesWire.NAME,
                                Map.of("thinking", Map.of("type", "enabled", "budget_tokens", 1024L)))),
                """
                {"model":"claude-sonnet-4-5","max_tokens":2000,"messages":[{"role":"user","content":"Hello"}],
                 "thinking":{"type":"enabled","budget_tokens":1024}}""");
    }

    @Test
    void tokensAreCountedByAnthropicItself() {
        stub.answers(200, "{\"input_tokens\":2095}");
        LLMRequest request = request(Message.user("Hello"))
                .tools(List.of(WEATHER))
                .wireFields(MessagesWire.NAME, Map.of("top_k", 3L, "betas", List.of("a-1")))
                .build();

        assertThat(adapter.countTokens(request)).hasValue(2095);

        RecordedRequest sent = stub.request();
        assertThat(sent.getUrl().encodedPath()).endsWith("/v1/messages/count_tokens");
        assertThat(sent.getHeaders().get("anthropic-beta")).isEqualTo("a-1");
        assertThat(Json.read(sent.getBody()).object()).containsOnlyKeys("model", "messages", "tools");
    }

    @Test
    void aCountThatIsNoneIsAFailure() {
        stub.answers(200, "{}");
        assertThatThrownBy(() -> adapter.countTokens(request().build())).isInstanceOf(LLMApiException.class);
    }

    @Test
    void aStreamIsAskedForWithTheSameBody() {
        stub.streams("");
        assertThatThrownBy(() -> adapter.stream(request().build()).response()).isInstanceOf(RuntimeException.class);
        assertThat(stub.requestBody()).isEqualTo(Json.read("""
                        {"model":"claude-sonnet-4-5","max_tokens":2000,"temperature":0.7,"stream":true,
                         "messages":[{"role":"user","content":"Hello"}]}"""));
    }

    @Test
    void whatAnthropicCannotCarryIsRefusedByName() {
        refuses(params(Map.of("frequency_penalty", 1)), "anthropic does not support model_params.frequency_penalty");
        refuses(params(Map.of("logit_bias", Map.of())), "anthropic does not support model_params.logit_bias");
        refuses(params(Map.of("n", 2)), "anthropic does not support model_params.n above 1");
        refuses(
                params(Map.of("stop", "a", "stop_sequences", List.of("b"))),
                "anthropic does not support both model_params.stop and model_params.stop_sequences");
        refuses(
                request(Message.user(List.of(Media.ofBytes("audio/wav", new byte[1])))),
                "anthropic does not support a file of type audio/wav");
        refuses(
                request(Message.user(List.of(new Opaque("gemini", Map.of())))),
                "anthropic does not support a part of kind gemini in a message of the role user");
        assertThat(stub.server().getRequestCount()).isZero();
    }

    private void refuses(LLMRequest.Builder request, String message) {
        assertThatThrownBy(() -> adapter.execute(request.build()))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage(message);
    }

    private LLMResponse sends(LLMRequest.Builder request, String body) {
        stub.answers(200, "{\"type\":\"message\",\"content\":[],\"stop_reason\":\"end_turn\"}");
        LLMResponse answer = adapter.execute(request.build());
        assertThat(stub.requestBody()).isEqualTo(Json.read(body));
        return answer;
    }

    private static LLMRequest.Builder params(Map<String, ?> params) {
        return LLMRequest.builder()
                .prompt("Hello")
                .config(RunConfig.builder().modelName(MODEL).modelParams(params).build());
    }

    private static LLMRequest.Builder request(Message... messages) {
        List<Message> conversation = messages.length == 0 ? List.of(Message.user("Hello")) : List.of(messages);
        return LLMRequest.builder()
                .messages(conversation)
                .config(RunConfig.builder().modelName(MODEL).build());
    }
}
