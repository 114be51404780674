package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static dev.llmconnect.server.OpenAIClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Embedding;
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
import dev.llmconnect.ToolChoice;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonText;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gemini's API over real HTTP. */
class GeminiEndpointTest {
    private static final String HI = "'contents':[{'role':'user','parts':[{'text':'Hi'}]}]";
    private static final String GENERATE = "/v1beta/models/m:generateContent";
    private static final String STREAM = "/v1beta/models/m:streamGenerateContent";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private static HttpResponse<String> post(String path, String fields) {
        String body = ("{" + fields + "}").replace('\'', '"');
        return SERVER.send(path, request -> request.POST(BodyPublishers.ofString(body)));
    }

    private static Map<String, Object> answer(String path, String fields) {
        HttpResponse<String> response = post(path, fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    private static LLMRequest asked(String fields) {
        SERVER.adapter.requests.clear();
        answer(GENERATE, fields);
        return SERVER.adapter.onlyRequest();
    }

    /** The contents that a client sends back: what the user said, the model's content, then more. */
    private static String contents(Object model, String more) {
        return "'contents':[{'parts':[{'text':'Hi'}]}," + new String(JsonText.bytes(model), StandardCharsets.UTF_8)
                + more + "]";
    }

    @ParameterizedTest
    @CsvSource({
        "/v1beta/models/m:generateContent, m",
        "/v1/models/m:generateContent, m",
        "/v1beta/models/anthropic/claude-sonnet-4:generateContent, anthropic/claude-sonnet-4",
        "/v1beta/models/anthropic%2Fclaude-sonnet-4:generateContent, anthropic/claude-sonnet-4",
        "/v1beta/models/models/llama3.2:1b:generateContent, llama3.2:1b"
    })
    void anAnswerHasGeminisForm(String path, String model) {
        Map<String, Object> answer = answer(path, HI);
        assertThat(at(answer, "candidates.0"))
                .isEqualTo(Map.of(
                        "content",
                        Map.of("parts", List.of(Map.of("text", "hello")), "role", "model"),
                        "finishReason",
                        "STOP",
                        "index",
                        0L));
        assertThat(answer.get("usageMetadata"))
                .isEqualTo(Map.of("promptTokenCount", 3L, "candidatesTokenCount", 2L, "totalTokenCount", 5L));
        assertThat(answer).containsEntry("modelVersion", "fake-1").containsKey("responseId");
        assertThat(at(answer, "llm_connect.provider")).isEqualTo("fake");
        assertThat(SERVER.adapter.onlyRequest().config().modelName()).isEqualTo(model);
    }

    @Test
    void theConfigurationBecomesTheCallsOwn() {
        RunConfig config = asked(
                        HI + ",'generationConfig':{'temperature':0.2,'maxOutputTokens':50,'topP':0.9,'topK':40,"
                                + "'stopSequences':['x'],'seed':7,'candidateCount':1,'thinkingConfig':{'thinkingBudget':5000}}")
                .config();
        assertThat(config.temperatureIfSet()).hasValue(0.2);
        assertThat(config.maxTokensIfSet()).hasValue(50);
        assertThat(config.topP()).hasValue(0.9);
        assertThat(config.topK()).hasValue(40);
        assertThat(config.stop()).containsExactly("x");
        assertThat(config.seed()).hasValue(7L);
        assertThat(config.reasoningEffort()).hasValue("medium");
    }

    @Test
    void bothSpellingsAndOneElementForAnArrayAreAccepted() {
        LLMRequest asked =
                asked("'system_instruction':{'parts':{'text':'Be brief'}},'contents':{'parts':[{'inline_data':"
                        + "{'mime_type':'image/png','data':'a-_b'}},{'text':'What?'}]},'generation_config':{'max_output_tokens':5,"
                        + "'thinking_config':{'thinking_level':'LOW'}}");
        assertThat(asked.messages())
                .containsExactly(
                        Message.system("Be brief"),
                        Message.user(List.of(Media.ofBase64("image/png", "a+/b"), new Text("What?"))));
        assertThat(asked.config().maxTokensIfSet()).hasValue(5);
        assertThat(asked.config().reasoningEffort()).hasValue("low");
    }

    @Test
    void whatOnlyGoogleKnowsIsKeptForItAndOthersMayLeaveOutMost() {
        LLMRequest asked = asked(
                HI + ",'safetySettings':[{'category':'c'}],'labels':{'team':'a'},'unheardOf':1,"
                        + "'generationConfig':{'thinkingConfig':{'includeThoughts':true},'responseModalities':['TEXT'],'newField':2}");
        assertThat(asked.wireFields().foreignTo("other")).isEmpty();
        assertThat(asked.wireFields(WireFormat.GEMINI_GENERATE))
                .containsEntry("unheardOf", 1L)
                .containsKey("safetySettings")
                .containsEntry(
                        "generationConfig",
                        Map.of(
                                "thinkingConfig",
                                Map.of("includeThoughts", true),
                                "responseModalities",
                                List.of("TEXT"),
                                "newField",
                                2L));
        assertThat(asked.context().tags()).containsEntry("team", "a");
        LLMRequest strict = asked(HI + ",'cachedContent':'cachedContents/1','tools':[{'googleSearch':{}}],"
                + "'generationConfig':{'responseModalities':['IMAGE'],'topK':1,'presencePenalty':0}");
        assertThat(strict.wireFields().foreignTo("other"))
                .containsExactlyInAnyOrder("cachedContent", "tools", "generationConfig");
    }

    @Test
    void aSchemaIsReadInBothDialects() {
        LLMRequest open =
                asked(HI + ",'generationConfig':{'responseMimeType':'application/json','responseSchema':{'type':"
                        + "'OBJECT','properties':{'type':{'type':'STRING','nullable':true},'n':{'type':'ARRAY','items':{'type':"
                        + "'INTEGER'},'minItems':'1'}},'propertyOrdering':['n']}}");
        assertThat(open.responseFormat().map(ResponseFormat::schema))
                .hasValue(Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of(
                                "type",
                                Map.of("type", List.of("string", "null")),
                                "n",
                                Map.of("type", "array", "items", Map.of("type", "integer"), "minItems", 1L))));
        LLMRequest json = asked(HI
                + ",'generationConfig':{'responseMimeType':'application/json','responseJsonSchema':{'type':'object'}}");
        assertThat(json.responseFormat().map(ResponseFormat::schema)).hasValue(Map.of("type", "object"));
        assertThat(asked(HI + ",'generationConfig':{'responseMimeType':'application/json'}")
                        .responseFormat())
                .hasValue(ResponseFormat.JSON_OBJECT);
    }

    @Test
    void functionsAndTheirChoiceAreTranslated() {
        String tools =
                ",'tools':[{'functionDeclarations':[{'name':'add','description':'adds','parameters':{'type':'OBJECT'}},"
                        + "{'name':'sub','parametersJsonSchema':{'type':'object'}}]}],'toolConfig':{'functionCallingConfig':";
        LLMRequest any = asked(HI + tools + "{'mode':'ANY'}}");
        assertThat(any.tools()).extracting("name").containsExactly("add", "sub");
        assertThat(any.tools().get(0).parameters()).isEqualTo(Map.of("type", "object"));
        assertThat(any.toolChoice()).hasValue(ToolChoice.REQUIRED);
        assertThat(asked(HI + tools + "{'mode':'ANY','allowedFunctionNames':['sub']}}")
                        .toolChoice())
                .hasValue(ToolChoice.tool("sub"));
        assertThat(asked(HI + tools + "{'mode':'NONE'}}").toolChoice()).hasValue(ToolChoice.NONE);
        assertThat(asked(HI + tools + "{'mode':'VALIDATED'}}").wireFields(WireFormat.GEMINI_GENERATE))
                .containsEntry("toolConfig", Map.of("functionCallingConfig", Map.of("mode", "VALIDATED")));
    }

    @Test
    void aLoopOfFunctionsKeepsIdsSignaturesAndOrder() {
        ToolCall first = ToolCall.of("toolu_1", "add", Map.of("a", 1L)).withExtras(Map.of("thoughtSignature", "c2ln"));
        SERVER.adapter.answer = request -> LLMResponse.builder()
                .part(Reasoning.of("hm", null, Map.of("thought", true)))
                .part(first)
                .part(ToolCall.of("toolu_2", "add", Map.of("a", 2L)))
                .build();
        Object content = at(answer(GENERATE, HI), "candidates.0.content");
        LLMRequest asked = asked(contents(
                content,
                ",{'role':'user','parts':[{'functionResponse':{'name':'add','response':{'output':'one'}}},"
                        + "{'functionResponse':{'name':'add','response':{'sum':2},'parts':[{'inlineData':{'mimeType':"
                        + "'image/png','data':'aGk='}}]}},{'text':'And now?'}]}"));
        assertThat(asked.messages().get(1).parts()).contains(first);
        assertThat(asked.messages().subList(2, 4))
                .containsExactly(
                        Message.of(
                                Role.TOOL,
                                List.of(
                                        ToolResult.of("toolu_1", "add", List.of(new Text("one")), false),
                                        ToolResult.of(
                                                "toolu_2",
                                                "add",
                                                List.of(new Text("{\"sum\":2}"), Media.ofBase64("image/png", "aGk=")),
                                                false))),
                        Message.user("And now?"));
    }

    @Test
    void aFunctionThatFailedIsAnError() {
        LLMRequest asked =
                asked("'contents':[{'parts':[{'text':'Hi'}]},{'role':'model','parts':[{'functionCall':{'name':'f'}}]},"
                        + "{'parts':[{'functionResponse':{'name':'f','response':{'error':'no'}}}]}]");
        assertThat(asked.messages().get(2).parts())
                .containsExactly(ToolResult.of("gemini_call_0", "f", List.of(new Text("no")), true));
    }

    /** Reasoning of other providers travels in the signature; Gemini's own goes back as it came. */
    @Test
    void reasoningComesBackAsItsProviderGaveIt() {
        List<ContentPart> parts = List.of(
                Reasoning.of("claude", "sig", Map.of("type", "thinking", "thinking", "claude", "signature", "sig")),
                new Text("hello"),
                Reasoning.of("", "Z2Vt", Map.of("thoughtSignature", "Z2Vt")),
                ToolCall.of("c", "f", Map.of()).withExtras(Map.of("extra_content", Map.of("a", "b"))));
        SERVER.adapter.answer = request -> LLMResponse.builder().parts(parts).build();
        Object content = at(answer(GENERATE, HI), "candidates.0.content");
        assertThat(asked(contents(content, "")).messages().get(1).parts()).isEqualTo(parts);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aStreamComesBackAsOneTurn(boolean together) {
        Reasoning thought = Reasoning.of("let me see", "sig", Map.of("type", "thinking"));
        ToolCall call = ToolCall.of("c", "f", Map.of("a", 1L));
        LLMResponse whole = LLMResponse.builder()
                .model("fake-1")
                .part(thought)
                .part(new Text("hello"))
                .part(call)
                .usage(Usage.of(3, 2))
                .build();
        SERVER.adapter.stream = request -> new ScriptedStream(whole)
                .event(new StreamEvent.Reasoning("let me"))
                .event(new StreamEvent.Reasoning(" see"))
                .event(new StreamEvent.PartEnd(List.of(thought)))
                .text("hel")
                .text("lo")
                .event(new StreamEvent.ToolCallDelta(0, "c", "f", "{\"a\":1}"))
                .end();
        List<Map<String, Object>> chunks = new ArrayList<>();
        OpenAIClient.events(post(STREAM + "?alt=sse", HI).body()).forEach(event -> chunks.add(json(event)));
        assertThat(chunks).hasSize(6);
        assertThat(at(chunks.get(0), "candidates.0.content.parts.0"))
                .isEqualTo(Map.of("text", "let me", "thought", true));
        assertThat(at(chunks.get(4), "candidates.0.finishReason")).isNull();
        assertThat(at(chunks.get(5), "candidates.0.finishReason")).isEqualTo("STOP");
        assertThat(at(chunks.get(5), "usageMetadata.totalTokenCount")).isEqualTo(5L);

        SERVER.adapter.stream = null;
        StringBuilder turns = new StringBuilder();
        List<Object> all = new ArrayList<>();
        for (Map<String, Object> chunk : chunks) {
            all.addAll((List<?>) at(chunk, "candidates.0.content.parts"));
            turns.append(',')
                    .append(new String(JsonText.bytes(at(chunk, "candidates.0.content")), StandardCharsets.UTF_8));
        }
        String sent = together
                ? contents(Map.of("role", "model", "parts", all), "")
                : "'contents':[{'parts':[{'text':'Hi'}]}" + turns + "]";
        assertThat(asked(sent).messages().get(1).parts()).containsExactly(thought, new Text("hello"), call);
    }

    @Test
    void withoutEventsAStreamIsOneArray() {
        HttpResponse<String> response = post(STREAM, HI);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        Map<String, Object> wrapped = json("{\"chunks\":" + response.body() + "}");
        assertThat(at(wrapped, "chunks.0.candidates.0.content.parts.0.text")).isEqualTo("hello");
        assertThat(at(wrapped, "chunks.1.candidates.0.finishReason")).isEqualTo("STOP");
    }

    @ParameterizedTest
    @CsvSource({"?alt=sse", "''"})
    void aStreamThatFailsEndsWithAnErrorAndBreaks(String query) {
        SERVER.adapter.stream = request -> new ScriptedStream(FakeAdapter.hello())
                .text("hel")
                .fail(new LLMApiException("the connection broke", null, ErrorDetails.none()));
        String body = ("{" + HI + "}").replace('\'', '"');
        try (RawClient client = SERVER.raw().post(STREAM + query, body)) {
            assertThat(RawStreams.rest(client))
                    .contains("\"error\":{\"code\":502,\"message\":\"the connection broke\",\"status\":\"UNAVAILABLE\"")
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"length, MAX_TOKENS", "content_filter, SAFETY", "error, OTHER", "stop, STOP"})
    void theReasonToStopIsOneOfGooglesWords(String reason, String word) {
        SERVER.adapter.answer = request -> LLMResponse.builder()
                .content("x")
                .finishReason(new FinishReason(reason))
                .build();
        assertThat(at(answer(GENERATE, HI), "candidates.0.finishReason")).isEqualTo(word);
    }

    @Test
    void whatGoogleSaidOfAnAnswerIsPassedOn() {
        SERVER.adapter.answer = request -> LLMResponse.builder()
                .content("x")
                .finishReason(FinishReason.CONTENT_FILTER)
                .providerFinishReason("RECITATION")
                .part(new Opaque(WireFormat.GEMINI_GENERATE, Map.of("executableCode", Map.of("code", "1"))))
                .metadata(known -> known.extra("grounding", Map.of("webSearchQueries", List.of("q"))))
                .build();
        Map<String, Object> answer = answer(GENERATE, HI);
        assertThat(at(answer, "candidates.0.finishReason")).isEqualTo("RECITATION");
        assertThat(at(answer, "candidates.0.content.parts.1.executableCode.code"))
                .isEqualTo("1");
        assertThat(at(answer, "candidates.0.groundingMetadata.webSearchQueries.0"))
                .isEqualTo("q");
    }

    @Test
    void tokensAreCountedOrEstimated() {
        assertThat(answer("/v1beta/models/m:countTokens", HI)).containsKey("totalTokens");
        SERVER.adapter.tokens = OptionalLong.of(42);
        assertThat(answer("/v1beta/models/m:countTokens", "'generateContentRequest':{'model':'models/m'," + HI + "}"))
                .isEqualTo(Map.of("totalTokens", 42L));
    }

    @Test
    void embeddingsComeAloneAndInABatch() {
        List<EmbeddingRequest> asked = new ArrayList<>();
        SERVER.adapter.embed = request -> {
            asked.add(request);
            return EmbeddingResponse.builder()
                    .embeddings(request.inputs().stream()
                            .map(input -> Embedding.of(0.5f))
                            .toList())
                    .build();
        };
        Map<String, Object> one = answer(
                "/v1beta/models/e:embedContent",
                "'content':{'parts':[{'text':'a'}]},'outputDimensionality':1,'taskType':'RETRIEVAL_QUERY'");
        assertThat(at(one, "embedding.values.0")).hasToString("0.5");
        assertThat(asked.get(0).dimensions()).hasValue(1);
        assertThat(asked.get(0).wireFields(WireFormat.GEMINI_EMBED)).containsEntry("taskType", "RETRIEVAL_QUERY");
        Map<String, Object> batch = answer(
                "/v1beta/models/e:batchEmbedContents",
                "'requests':[{'model':'models/e','content':{'parts':[{'text':'a'}]}},{'content':{'parts':[{'text':'b'}]}}]");
        assertThat(at(batch, "embeddings.1.values.0")).hasToString("0.5");
        HttpResponse<String> mixed = post(
                "/v1beta/models/e:batchEmbedContents",
                "'requests':[{'content':{'parts':[{'text':'a'}]}},{'content':{'parts':[{'text':'b'}]},'taskType':'X'}]");
        assertThat(mixed.statusCode()).isEqualTo(400);
        assertThat(mixed.body()).contains("requests[1].content");
        HttpResponse<String> misspelt = post("/v1beta/models/e:embedContent", "'content':{'prts':[{'text':'a'}]}");
        assertThat(misspelt.statusCode()).isEqualTo(400);
        assertThat(misspelt.body()).contains("Missing required parameter: 'content.parts'.");
    }

    @Test
    void modelsAreListedInGeminisFormWhereAGoogleClientAsks() {
        SERVER.adapter.models = List.of(ModelInfo.builder("anthropic/claude", "anthropic")
                .contextTokens(OptionalLong.of(200_000))
                .build());
        for (String path : List.of("/v1beta/models", "/v1/models?key=x")) {
            assertThat(at(json(SERVER.get(path).body()), "models.0.name"))
                    .as(path)
                    .isEqualTo("models/anthropic/claude");
        }
        HttpResponse<String> withHeader = SERVER.send("/v1/models", request -> request.header("x-goog-api-key", "x"));
        assertThat(at(json(withHeader.body()), "models.0.inputTokenLimit")).isEqualTo(200_000L);
        assertThat(at(json(SERVER.get("/v1beta/models/anthropic/claude").body()), "displayName"))
                .isEqualTo("anthropic/claude");
        HttpResponse<String> missing = SERVER.get("/v1beta/models/gone");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(at(json(missing.body()), "error.status")).isEqualTo("NOT_FOUND");
        assertThat(at(json(SERVER.get("/v1/models").body()), "object")).isEqualTo("list");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'contents':1|Invalid type for 'contents'",
                "'x':1|Missing required parameter: 'contents'.",
                "'contents':[{'role':'robot','parts':[]}]|Invalid value for 'contents[0].role'",
                "'contents':[{'parts':[{'text':1}]}]|Invalid type for 'contents[0].parts[0].text'",
                "'contents':[{'prts':[{'text':'a'}]}]|Missing required parameter: 'contents[0].parts'.",
                "'contents':[{'parts':[{'text':'a'}]}],'systemInstruction':{'prts':[{'text':'a'}]}|Missing required parameter: 'systemInstruction.parts'.",
                "'contents':[{'role':'user','parts':[]}]|Missing required parameter: 'contents[0].parts'.",
                "'contents':[{'parts':[{}]}]|'contents[0].parts[0].text'",
                "'contents':[{'parts':[{'inlineData':{}}]}]|'contents[0].parts[0].inlineData.mimeType'",
                "'contents':[{'parts':[{'text':'a'}]}],'generationConfig':{'candidateCount':9}|Invalid 'generationConfig.candidateCount': expected a value <= 8.",
                "'contents':[{'parts':[{'text':'a'}]}],'generationConfig':{'topP':'x'}|'generationConfig.topP'",
                "'contents':[{'parts':[{'text':'a'}]}],'tools':[{'functionDeclarations':[{}]}]|'tools[0].functionDeclarations[0].name'"
            })
    void whatIsWrongIsNamed(String fields, String message) {
        HttpResponse<String> response = post(GENERATE, fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(at(json(response.body()), "error.message")).asString().contains(message);
        assertThat(at(json(response.body()), "error.status")).isEqualTo("INVALID_ARGUMENT");
        assertThat(SERVER.adapter.requests).isEmpty();
    }
}
