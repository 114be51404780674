package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static dev.llmconnect.server.OpenAIClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFormat;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ollama's API over real HTTP. */
class OllamaEndpointTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    /** Signatures of images, in base64. */
    private static final String PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB";

    private static final String JPEG = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBD";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private static HttpResponse<String> post(String path, String body) {
        return SERVER.send(path, request -> request.POST(BodyPublishers.ofString(body)));
    }

    private static Map<String, Object> chat(String fields) {
        HttpResponse<String> response = post("/api/chat", "{\"model\":\"m\",\"stream\":false," + fields + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    private static List<Map<String, Object>> lines(String path, String body) {
        HttpResponse<String> response = post(path, body);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(response.body()).endsWith("\n");
        List<Map<String, Object>> lines = new ArrayList<>();
        response.body().lines().forEach(line -> lines.add(json(line)));
        return lines;
    }

    @Test
    void anAnswerHasOllamasForm() {
        Map<String, Object> answer = chat(HI);
        assertThat(answer)
                .containsEntry("model", "fake-1")
                .containsEntry("message", Map.of("role", "assistant", "content", "hello"))
                .containsEntry("done", true)
                .containsEntry("done_reason", "stop")
                .containsEntry("prompt_eval_count", 3L)
                .containsEntry("eval_count", 2L)
                .containsKeys("created_at", "total_duration", "eval_duration");
        assertThat(at(answer, "llm_connect.provider")).isEqualTo("fake");
    }

    @Test
    void optionsBecomeTheCallsOwnAndOthersAreHints() {
        chat(HI + ",\"options\":{\"temperature\":0.2,\"num_predict\":50,\"top_p\":0.9,\"top_k\":40,\"stop\":[\"x\"],"
                + "\"seed\":7,\"num_ctx\":8192,\"presence_penalty\":0},\"keep_alive\":\"5m\",\"think\":\"high\"");
        LLMRequest asked = SERVER.adapter.onlyRequest();
        RunConfig config = asked.config();
        assertThat(config.temperatureIfSet()).hasValue(0.2);
        assertThat(config.maxTokensIfSet()).hasValue(50);
        assertThat(config.topP()).hasValue(0.9);
        assertThat(config.topK()).hasValue(40);
        assertThat(config.stop()).containsExactly("x");
        assertThat(config.seed()).hasValue(7L);
        assertThat(config.reasoningEffort()).hasValue("high");
        assertThat(asked.wireFields().foreignTo("other")).isEmpty();
        assertThat(asked.wireFields(WireFormat.OLLAMA_CHAT))
                .containsEntry("options", Map.of("num_ctx", 8192L, "presence_penalty", 0L))
                .containsEntry("keep_alive", "5m")
                .containsEntry("think", "high");
    }

    @Test
    void noLimitOfTokensIsNoLimit() {
        chat(HI + ",\"options\":{\"num_predict\":-1}");
        assertThat(SERVER.adapter.onlyRequest().config().maxTokensIfSet()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"true|medium", "\"low\"|low", "false|"})
    void thinkingIsAnEffort(String think, String effort) {
        chat(HI + ",\"think\":" + think);
        assertThat(SERVER.adapter.onlyRequest().config().reasoningEffort().orElse(null))
                .isEqualTo(effort);
    }

    @Test
    void aFormatIsJsonOrASchema() {
        chat(HI + ",\"format\":\"json\"");
        chat(HI + ",\"format\":{\"type\":\"object\"}");
        chat(HI + ",\"format\":\"\"");
        assertThat(SERVER.adapter.requests.get(0).responseFormat()).hasValue(ResponseFormat.JSON_OBJECT);
        assertThat(SERVER.adapter.requests.get(1).responseFormat().map(ResponseFormat::schema))
                .hasValue(Map.of("type", "object"));
        assertThat(SERVER.adapter.requests.get(2).responseFormat()).isEmpty();
    }

    @Test
    void theTypeOfAnImageIsToldByItsBytes() {
        chat("\"messages\":[{\"role\":\"user\",\"content\":\"What?\",\"images\":[\"" + PNG
                + "\",\"data:image/jpeg;base64," + JPEG + "\"]}]");
        assertThat(SERVER.adapter.onlyRequest().messages())
                .containsExactly(Message.user(List.of(
                        new Text("What?"), Media.ofBase64("image/png", PNG), Media.ofBase64("image/jpeg", JPEG))));
    }

    @Test
    void aLoopOfToolsNeedsNoIds() {
        SERVER.adapter.answer = request -> LLMResponse.builder()
                .model("fake-1")
                .part(Reasoning.of("hm"))
                .part(ToolCall.of("toolu_1", "add", Map.of("a", 1L)))
                .build();
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\",\"description\":\"adds\","
                + "\"parameters\":{\"type\":\"object\"}}}]";
        Map<String, Object> first = chat(HI + tools);
        assertThat(at(first, "done_reason")).isEqualTo("stop");
        assertThat(at(first, "message.thinking")).isEqualTo("hm");
        assertThat(at(first, "message.tool_calls.0.function.arguments")).isEqualTo(Map.of("a", 1L));
        assertThat(SERVER.adapter.onlyRequest().tools().get(0).parameters()).isEqualTo(Map.of("type", "object"));

        SERVER.adapter.requests.clear();
        chat("\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                + "{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\",\"tool_calls\":["
                + "{\"function\":{\"name\":\"add\",\"arguments\":{\"a\":1}}},"
                + "{\"function\":{\"name\":\"sub\",\"arguments\":{\"b\":2}}},"
                + "{\"function\":{\"name\":\"add\",\"arguments\":\"{\\\"a\\\":3}\"}}]},"
                + "{\"role\":\"tool\",\"tool_name\":\"sub\",\"content\":\"two\"},"
                + "{\"role\":\"tool\",\"tool_name\":\"add\",\"content\":\"one\"},"
                + "{\"role\":\"tool\",\"content\":\"three\",\"images\":[\"" + PNG + "\"]}]" + tools);
        List<Message> asked = SERVER.adapter.onlyRequest().messages();
        assertThat(asked.get(1).parts().get(0)).isEqualTo(Reasoning.of("hm"));
        assertThat(asked.get(1).parts().stream()
                        .filter(ToolCall.class::isInstance)
                        .map(part -> ((ToolCall) part).id()))
                .containsExactly("call_0", "call_1", "call_2");
        assertThat(((ToolCall) asked.get(1).parts().get(3)).arguments()).isEqualTo(Map.of("a", 3L));
        assertThat(asked.subList(2, 5))
                .containsExactly(
                        result("call_1", "sub", "two"),
                        result("call_0", "add", "one"),
                        Message.of(
                                Role.TOOL,
                                List.of(ToolResult.of(
                                        "call_2",
                                        "add",
                                        List.of(new Text("three"), Media.ofBase64("image/png", PNG)),
                                        false))));
    }

    private static Message result(String id, String tool, String text) {
        return Message.of(Role.TOOL, List.of(ToolResult.of(id, tool, List.of(new Text(text)), false)));
    }

    @Test
    void idsAndSignaturesOfCallsComeBackFromClientsThatKeepThem() {
        ToolCall signed = ToolCall.of("toolu_1", "add", Map.of()).withExtras(Map.of("thoughtSignature", "c2ln"));
        SERVER.adapter.answer = request -> LLMResponse.builder().part(signed).build();
        String id = String.valueOf(at(chat(HI), "message.tool_calls.0.id"));
        assertThat(id).matches("toolu_1[a-zA-Z0-9_-]+");
        chat("\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\""
                + id
                + "\",\"function\":{\"name\":\"add\",\"arguments\":{}}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":\"1\"}]");
        List<Message> asked = SERVER.adapter.requests.get(1).messages();
        assertThat(asked.get(1).parts()).containsExactly(signed);
        assertThat(asked.get(2)).isEqualTo(result("toolu_1", "add", "1"));
    }

    @Test
    void aStreamIsTheDefaultAndHasAnObjectPerLine() {
        LLMResponse whole = LLMResponse.builder()
                .model("fake-1")
                .part(Reasoning.of("hm"))
                .part(new Text("hello"))
                .part(ToolCall.of("c", "add", Map.of("a", 1L)))
                .usage(Usage.of(3, 2))
                .build();
        SERVER.adapter.stream = request -> new ScriptedStream(whole)
                .event(new StreamEvent.Start(
                        LLMResponse.builder().model("fake-1").build()))
                .event(new StreamEvent.Reasoning("hm"))
                .text("hel")
                .text("lo")
                .event(new StreamEvent.ToolCallDelta(0, "c", "add", "{\"a\":"))
                .event(new StreamEvent.ToolCallDelta(0, null, null, "1}"))
                .end();
        List<Map<String, Object>> lines = lines("/api/chat", "{\"model\":\"m\"," + HI + "}");
        assertThat(lines).hasSize(5).allSatisfy(line -> assertThat(line).containsEntry("model", "fake-1"));
        assertThat(at(lines.get(0), "message.thinking")).isEqualTo("hm");
        assertThat(at(lines.get(1), "message.content")).isEqualTo("hel");
        assertThat(at(lines.get(2), "message.content")).isEqualTo("lo");
        assertThat(at(lines.get(3), "message.tool_calls.0.function.arguments")).isEqualTo(Map.of("a", 1L));
        assertThat(lines.subList(0, 4)).allSatisfy(line -> assertThat(line).containsEntry("done", false));
        assertThat(lines.get(4))
                .containsEntry("done", true)
                .containsEntry("done_reason", "stop")
                .containsEntry("eval_count", 2L);
    }

    @Test
    void aStreamThatFailsEndsWithAnError() {
        SERVER.adapter.stream = request -> new ScriptedStream(FakeAdapter.hello())
                .text("hel")
                .fail(new LLMApiException("the connection broke", null, ErrorDetails.none()));
        List<Map<String, Object>> lines = lines("/api/chat", "{\"model\":\"m\"," + HI + "}");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).containsEntry("error", "the connection broke").doesNotContainKey("done");
    }

    @Test
    void aPromptIsAnsweredInAResponse() {
        String body =
                "{\"model\":\"m:latest\",\"prompt\":\"Hi\",\"system\":\"Be brief\",\"template\":\"\",\"context\":[],"
                        + "\"raw\":false,\"suffix\":\"\",\"images\":[],\"format\":\"\",\"options\":{},\"keep_alive\":null";
        Map<String, Object> whole =
                json(post("/api/generate", body + ",\"stream\":false}").body());
        assertThat(whole)
                .containsEntry("response", "hello")
                .containsEntry("done_reason", "stop")
                .doesNotContainKey("message");
        LLMRequest asked = SERVER.adapter.onlyRequest();
        assertThat(asked.messages()).containsExactly(Message.system("Be brief"), Message.user("Hi"));
        assertThat(asked.config().modelName()).isEqualTo("m");
        List<Map<String, Object>> lines = lines("/api/generate", body + "}");
        assertThat(lines.get(0)).containsEntry("response", "hello").containsEntry("done", false);
        assertThat(lines.get(1)).containsEntry("response", "").containsEntry("done", true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'suffix':'x'|suffix", "'context':[1,2]|context", "'raw':true|raw"})
    void whatNoChatModelCanBeAskedForIsRefused(String field, String name) {
        HttpResponse<String> response =
                post("/api/generate", ("{'model':'m','prompt':'Hi'," + field + "}").replace('\'', '"'));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response.body()).get("error")).asString().startsWith("'" + name + "' is not supported: ");
    }

    @Test
    void aRequestWithoutPromptLoadsOrUnloadsWithoutACall() {
        assertThat(chat("\"messages\":[]")).containsEntry("done_reason", "load").containsEntry("done", true);
        assertThat(chat("\"keep_alive\":0")).containsEntry("done_reason", "unload");
        assertThat(lines("/api/generate", "{\"model\":\"m\"}")).hasSize(1);
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void anAnswerThatIsCutOffSaysSo() {
        SERVER.adapter.answer = request -> LLMResponse.builder()
                .content("hel")
                .finishReason(FinishReason.LENGTH)
                .build();
        assertThat(chat(HI)).containsEntry("done_reason", "length").containsEntry("model", "m");
    }

    @Test
    void embeddingsComeInBothForms() {
        List<EmbeddingRequest> asked = new ArrayList<>();
        SERVER.adapter.embed = request -> {
            asked.add(request);
            return EmbeddingResponse.builder()
                    .model("fake-e")
                    .embeddings(request.inputs().stream()
                            .map(input -> Embedding.of(0.5f, -1f))
                            .toList())
                    .usage(Usage.of(4, 0))
                    .build();
        };
        Map<String, Object> both =
                json(post("/api/embed", "{\"model\":\"e\",\"input\":[\"a\",\"b\"],\"dimensions\":2,\"truncate\":true}")
                        .body());
        assertThat(at(both, "embeddings.1.0")).hasToString("0.5");
        assertThat(both).containsEntry("model", "fake-e").containsEntry("prompt_eval_count", 4L);
        Map<String, Object> one = json(
                post("/api/embeddings", "{\"model\":\"e\",\"prompt\":\"a\"}").body());
        assertThat(at(one, "embedding.1")).hasToString("-1.0");
        assertThat(asked.get(0).inputs()).containsExactly(new EmbeddingInput.Text("a"), new EmbeddingInput.Text("b"));
        assertThat(asked.get(0).dimensions()).hasValue(2);
        assertThat(asked.get(0).wireFields(WireFormat.OLLAMA_EMBED)).containsEntry("truncate", true);
    }

    @Test
    void modelsAreListedAndDescribed() {
        SERVER.adapter.models = List.of(
                ModelInfo.builder("openai/gpt-5", "openai")
                        .contextTokens(OptionalLong.of(400_000))
                        .build(),
                ModelInfo.of("openai/text-embedding-3-small", "openai"));
        Map<String, Object> tags = json(SERVER.get("/api/tags").body());
        assertThat(at(tags, "models.0.name")).isEqualTo("openai/gpt-5");
        assertThat(at(tags, "models.0.details.family")).isEqualTo("openai");
        assertThat(at(tags, "models.0.digest").toString()).hasSize(64);
        Map<String, Object> shown =
                json(post("/api/show", "{\"model\":\"openai/gpt-5:latest\"}").body());
        assertThat(at(shown, "model_info.llm-connect")).isNull();
        assertThat(shown.get("model_info"))
                .isEqualTo(Map.of(
                        "general.architecture",
                        "llm-connect",
                        "general.basename",
                        "openai/gpt-5",
                        "llm-connect.context_length",
                        400_000L));
        assertThat(shown.get("capabilities")).isEqualTo(List.of("completion", "tools", "vision"));
        assertThat(json(post("/api/show", "{\"name\":\"openai/text-embedding-3-small\"}")
                        .body()))
                .containsEntry("capabilities", List.of("embedding"));
        HttpResponse<String> missing = post("/api/show", "{\"model\":\"gone\"}");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(json(missing.body())).containsEntry("error", "model 'gone' not found");
        assertThat(json(SERVER.get("/api/version").body()).get("version"))
                .asString()
                .matches("\\d+\\.\\d+\\.\\d+");
        assertThat(json(SERVER.get("/api/ps").body())).containsEntry("models", List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'model':1|Invalid type for 'model': expected a string, but got a number instead.",
                "'messages':[]|Missing required parameter: 'model'.",
                "'model':'m','messages':[{'role':'user','content':1}]|Invalid type for 'messages[0].content'",
                "'model':'m','messages':[{'role':'robot'}]|Invalid value for 'messages[0].role'",
                "'model':'m','messages':[{'role':'user','images':['eA==']}]|'messages[0].images[0]': expected base64",
                "'model':'m','messages':[{'role':'user'}],'format':'yaml'|'format': expected 'json' or a JSON schema",
                "'model':'m','messages':[{'role':'user'}],'think':'hard'|'think': expected true, false",
                "'model':'m','messages':[{'role':'user'}],'options':{'temperature':'hot'}|'options.temperature'",
                "'model':'m','messages':[{'role':'user'}],'tools':[{'type':'web'}]|'tools[0].type'"
            })
    void whatIsWrongIsNamed(String fields, String message) {
        HttpResponse<String> response = post("/api/chat", ("{" + fields + "}").replace('\'', '"'));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response.body()).get("error")).asString().contains(message);
        assertThat(SERVER.adapter.requests).isEmpty();
    }
}
