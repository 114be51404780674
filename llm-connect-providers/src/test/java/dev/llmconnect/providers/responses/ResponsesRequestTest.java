package dev.llmconnect.providers.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFields;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.responses.ResponsesWire;
import dev.llmconnect.providers.StubProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsesRequestTest {
    private static final String ANSWER = """
            {"id":"resp_1","model":"gpt-4-0613","status":"completed",
             "output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hi!"}]}]}""";

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("openai-responses", "OPENAI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    private LLMResponse execute(LLMRequest.Builder request) {
        stub.answers(200, ANSWER);
        return adapter.execute(request.build());
    }

    private void sends(LLMRequest.Builder request, String json) {
        execute(request);
        assertThat(stub.requestBody()).isEqualTo(Json.read(json));
    }

    private void sendsBeyondDefaults(LLMRequest.Builder request, String members) {
        sends(request, """
                {"model":"gpt-4","input":[{"role":"user","content":"Hello"}],"temperature":0.7,"max_output_tokens":2000,
                 "store":false,%s}""".formatted(members));
    }

    private static LLMRequest.Builder hello(Map<String, Object> params) {
        return LLMRequest.of("Hello", RunConfig.builder().modelParams(params).build()).toBuilder();
    }

    @Test
    void aPlainPromptSendsTheContractsDefaultsAndStoresNothing() {
        stub.answers(200, ANSWER);
        LLMResponse answer = adapter.execute("Hello", RunConfig.defaults());

        assertThat(answer.metadata().toMap()).doesNotContainKey("dropped_params");
        RecordedRequest request = stub.request();
        assertThat(request.getTarget()).isEqualTo("/responses");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
        assertThat(Json.read(request.getBody())).isEqualTo(Json.read("""
                {"model":"gpt-4","input":[{"role":"user","content":"Hello"}],"temperature":0.7,
                 "max_output_tokens":2000,"store":false}"""));
    }

    @Test
    void whatOnlyThisFormatKnowsIsSentAsItIsBesideTheRest() {
        Tool tool = Tool.builder("f")
                .description("")
                .parameters(Map.of("type", "object"))
                .hints(Map.of(ResponsesWire.NAME, Map.of("defer_loading", true)))
                .build();
        sendsBeyondDefaults(
                hello(Map.of("reasoning_effort", "low", "include", List.of("a")))
                        .tools(List.of(tool))
                        .responseFormat(ResponseFormat.JSON_OBJECT)
                        .wireFields(WireFields.NONE
                                .with(
                                        ResponsesWire.NAME,
                                        Map.of("tools", List.of(Map.of("type", "web_search")), "brand_new", 1))
                                .withHints(
                                        ResponsesWire.NAME,
                                        Map.of(
                                                "include",
                                                List.of("a", "b"),
                                                "reasoning",
                                                Map.of("summary", "auto"),
                                                "text",
                                                Map.of("format", Map.of("description", "d"))))),
                """
                "tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{}},"defer_loading":true},
                         {"type":"web_search"}],
                "text":{"format":{"type":"json_object","description":"d"}},
                "include":["a","b"],"reasoning":{"effort":"low","summary":"auto"},"brand_new":1""");
    }

    @Test
    void aReasoningModelGetsNoTemperatureAndIsAskedForWhatItsNextTurnNeeds() {
        LLMResponse answer =
                execute(LLMRequest.of(
                        "Hello", RunConfig.builder().modelName("gpt-5-mini").build())
                        .toBuilder());
        assertThat(stub.requestBody()).isEqualTo(Json.read("""
                {"model":"gpt-5-mini","input":[{"role":"user","content":"Hello"}],"max_output_tokens":2000,
                 "store":false,"include":["reasoning.encrypted_content"]}"""));
        assertThat(answer.metadata().toMap()).containsEntry("dropped_params", List.of("temperature"));
    }

    @Test
    void aTemperatureThatWasSetIsSentEvenToAReasoningModel() {
        RunConfig config =
                RunConfig.builder().modelName("o3").temperature(1).maxTokens(50).build();
        LLMResponse answer = execute(LLMRequest.of("Hello", config).toBuilder());
        assertThat(stub.requestBody()).isEqualTo(Json.read("""
                {"model":"o3","input":[{"role":"user","content":"Hello"}],"temperature":1.0,"max_output_tokens":50,
                 "store":false,"include":["reasoning.encrypted_content"]}"""));
        assertThat(answer.metadata().toMap()).doesNotContainKey("dropped_params");
    }

    @Test
    void theModelOfTheGpt5FamilyThatDoesNotReasonIsNotAskedForReasoning() {
        execute(LLMRequest.of(
                "Hello", RunConfig.builder().modelName("gpt-5-chat-latest").build())
                .toBuilder());
        assertThat(stub.requestBody().has("include")).isFalse();
    }

    @Test
    void theFirstSystemMessageBecomesTheInstructionsAndTheTurnsKeepTheirOrder() {
        sends(
                LLMRequest.builder()
                        .message(Message.system("Be brief."))
                        .message(Message.system("Be kind."))
                        .prompt("One?")
                        .message(Message.assistant("Two."))
                        .prompt("Three?"),
                """
                {"model":"gpt-4","instructions":"Be brief.","input":[
                  {"role":"system","content":"Be kind."},
                  {"role":"user","content":"One?"},
                  {"role":"assistant","content":"Two."},
                  {"role":"user","content":"Three?"}],
                 "temperature":0.7,"max_output_tokens":2000,"store":false}""");
    }

    @Test
    void aSystemMessageAloneIsTheInputSinceThereMustBeOne() {
        execute(LLMRequest.builder().message(Message.system("Say hello.")));
        assertThat(stub.requestBody().get("input"))
                .isEqualTo(Json.read("[{\"role\":\"system\",\"content\":\"Say hello.\"}]"));
    }

    @Test
    void imagesAndDocumentsAreContentOfTheMessage() {
        byte[] bytes = "pixels".getBytes(StandardCharsets.UTF_8);
        execute(LLMRequest.builder()
                .message(Message.user(List.of(
                        new Text("Look"),
                        Media.fromUrl("image/png", "https://x.example/a.png")
                                .detail("high")
                                .build(),
                        Media.ofBytes("image/png", bytes),
                        Media.fromBase64("application/pdf", "cGRm")
                                .name("a.pdf")
                                .build(),
                        Media.ofUrl("application/pdf", "https://x.example/b.pdf")))));
        assertThat(stub.requestBody().get("input")).isEqualTo(Json.read("""
                [{"role":"user","content":[
                  {"type":"input_text","text":"Look"},
                  {"type":"input_image","image_url":"https://x.example/a.png","detail":"high"},
                  {"type":"input_image","image_url":"data:image/png;base64,cGl4ZWxz"},
                  {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,cGRm"},
                  {"type":"input_file","file_url":"https://x.example/b.pdf"}]}]"""));
    }

    @Test
    void aSoundIsRefused() {
        LLMRequest request = LLMRequest.builder()
                .message(Message.user(List.of(Media.ofBytes("audio/wav", new byte[1]))))
                .build();
        assertThatThrownBy(() -> adapter.execute(request))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage("openai-responses does not support audio");
    }

    @Test
    void toolsStandFlatAndStrictIsLeftToTheProviderUnlessItIsSaid() {
        Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")));
        sendsBeyondDefaults(
                LLMRequest.of("Hello").toBuilder()
                        .tools(List.of(
                                Tool.of("weather", "Tells it", schema),
                                Tool.builder("now")
                                        .description("")
                                        .parameters(Map.of())
                                        .strict(false)
                                        .build()))
                        .toolChoice(ToolChoice.tool("weather")),
                """
                "tools":[
                   {"type":"function","name":"weather","description":"Tells it",
                    "parameters":{"type":"object","properties":{"city":{"type":"string"}}}},
                   {"type":"function","name":"now","parameters":{"type":"object","properties":{}},"strict":false}],
                 "tool_choice":{"type":"function","name":"weather"}""");
    }

    @ParameterizedTest
    @CsvSource({"auto", "none", "required"})
    void aToolChoiceWithoutAToolIsAWord(String mode) {
        execute(LLMRequest.of("Hello").toBuilder().toolChoice(ToolChoice.ofMode(mode)));
        assertThat(stub.requestBody().text("tool_choice")).contains(mode);
    }

    @Test
    void aSchemaIsTheTextsFormat() {
        sendsBeyondDefaults(
                LLMRequest.of("Hello").toBuilder()
                        .responseFormat(ResponseFormat.jsonSchema("city", Map.of("type", "object"))),
                "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"city\",\"schema\":{\"type\":\"object\"},\"strict\":true}}");
        sendsBeyondDefaults(
                LLMRequest.of("Hello").toBuilder().responseFormat(ResponseFormat.JSON_OBJECT),
                "\"text\":{\"format\":{\"type\":\"json_object\"}}");
    }

    @Test
    void aStreamIsAskedFor() {
        stub.answers(200, ANSWER);
        adapter.stream(LLMRequest.of("Hello")).close();
        assertThat(stub.requestBody().isTrue("stream")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"reasoning_effort":"low"}                                | "reasoning":{"effort":"low"}
            {"reasoning_effort":"low","reasoning":{"summary":"auto"}} | "reasoning":{"effort":"low","summary":"auto"}
            {"verbosity":"low"}                                       | "text":{"verbosity":"low"}
            {"top_p":0.5,"top_logprobs":2,"user":"u"}                 | "top_p":0.5,"top_logprobs":2,"user":"u"
            {"previous_response_id":"resp_0"}                         | "previous_response_id":"resp_0"
            {"include":["message.output_text.logprobs"]}              | "include":["message.output_text.logprobs"]
            {"response_format":{"type":"json_object"}}                | "text":{"format":{"type":"json_object"}}
            {"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}}} | "text":{"format":{"type":"json_schema","name":"n","schema":{}}}
            {"tools":[{"type":"web_search"}]}                         | "tools":[{"type":"web_search"}]
            {"n":1,"instructions":"Be brief."}                        | "instructions":"Be brief."
            """)
    void modelParametersAreTranslatedWhereTheFormatHasAnotherPlaceForThem(String params, String sent) {
        sendsBeyondDefaults(hello(Json.read(params).object()), sent);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"max_tokens":9}                   | max_output_tokens | 9
            {"max_completion_tokens":9}        | max_output_tokens | 9
            {"max_output_tokens":9}            | max_output_tokens | 9
            {"store":true}                     | store             | true
            """)
    void modelParametersReplaceDefaults(String params, String field, String value) {
        execute(hello(Json.read(params).object()));
        assertThat(stub.requestBody().get(field)).isEqualTo(Json.read(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"stop":["x"]}        | openai-responses does not support model_params.stop: the Responses format has no such field
            {"logit_bias":{}}     | openai-responses does not support model_params.logit_bias: the Responses format has no such field
            {"n":2}               | openai-responses does not support model_params.n above 1
            {"background":true}   | openai-responses does not support model_params.background: the answer could not be fetched later
            {"input":"x"}         | model_params.input is not accepted: the request itself sets that field
            {"reasoning_effort":"low","reasoning":{"effort":"high"}} | model_params.reasoning_effort contradicts model_params.reasoning.effort
            {"reasoning_effort":"low","reasoning":"high"} | model_params.reasoning_effort contradicts model_params.reasoning
            {"include":"all"}     | model_params.include must be a list
            {"max_tokens":1,"max_output_tokens":2} | model_params.max_tokens contradicts model_params.max_output_tokens
            """)
    void whatTheFormatCannotCarryIsRefusedByName(String params, String message) {
        LLMRequest request = hello(Json.read(params).object()).build();
        assertThatThrownBy(() -> adapter.execute(request))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage(message);
    }

    @Test
    void fieldsOfTheWireItselfAreSentAndWhatTheAnswerShallIncludeAddsUp() {
        RunConfig config = RunConfig.builder()
                .modelName("o3")
                .modelParam("include", List.of("a"))
                .build();
        execute(LLMRequest.of("Hello", config).toBuilder()
                .wireFields(ResponsesWire.NAME, Map.of("truncation", "auto", "include", List.of("b"))));
        assertThat(stub.requestBody()).isEqualTo(Json.read("""
                {"model":"o3","input":[{"role":"user","content":"Hello"}],"max_output_tokens":2000,"store":false,
                 "include":["a","b","reasoning.encrypted_content"],"truncation":"auto"}"""));
    }

    @Test
    void theListOfModelsIsTheOneOfTheSameApi() {
        stub.answers(200, "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-5\"}]}");
        assertThat(adapter.models()).extracting(ModelInfo::id).containsExactly("gpt-5");
        assertThat(stub.request().getTarget()).isEqualTo("/models");
    }
}
