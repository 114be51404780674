package dev.llmconnect.providers.bedrock;

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
import dev.llmconnect.formats.converse.ConverseWire;
import dev.llmconnect.providers.StubProvider;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConverseRequestTest {
    private static final String ANSWER =
            "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"}]}},"
                    + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":1,\"outputTokens\":2,\"totalTokens\":3}}";
    private static final String DEFAULTS = ",\"inferenceConfig\":{\"maxTokens\":2000,\"temperature\":0.7}";
    private static final ToolCall CALL =
            ToolCall.of("tooluse_1", "weather", Map.of("city", "Ulm"), "{\"city\":\"Ulm\"}");
    private static final List<Tool> TOOLS = List.of(Tool.of("weather", "tells it", Map.of("type", "object")));

    private static String sent(LLMRequest request) {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = stub.adapter("bedrock", "AWS_BEARER_TOKEN_BEDROCK")) {
            adapter.execute(request);
            return stub.request().getBody().utf8();
        }
    }

    private static LLMRequest asking(String model, Map<String, Object> params) {
        RunConfig.Builder config = RunConfig.builder().modelName(model);
        params.forEach(config::modelParam);
        return LLMRequest.of("Hello", config.build());
    }

    private static String user(String... blocks) {
        return "{\"role\":\"user\",\"content\":[" + String.join(",", blocks) + "]}";
    }

    @Test
    void aPromptIsSentToTheModelInThePath() {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER).answers(200, ANSWER);
                LLMAdapter adapter = stub.adapter("bedrock", "AWS_BEARER_TOKEN_BEDROCK")) {
            LLMResponse answer = adapter.execute(LLMRequest.of("Hello"));
            RecordedRequest request = stub.request();

            assertThat(request.getTarget()).isEqualTo("/model/amazon.nova-lite-v1%3A0/converse");
            assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
            assertThat(request.getBody().utf8())
                    .isEqualTo("{\"messages\":[" + user("{\"text\":\"Hello\"}") + "]" + DEFAULTS + "}");
            assertThat(answer.model()).isEqualTo("amazon.nova-lite-v1:0");

            adapter.execute(asking("arn:aws:bedrock:us-east-1:1:inference-profile/us.x", Map.of()));
            assertThat(stub.request().getTarget())
                    .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x/converse");
        }
    }

    @Test
    void instructionsStandApartAndTurnsAlternate() {
        LLMRequest request = LLMRequest.builder()
                .message(Message.system("Be brief."))
                .message(Message.of(
                        Role.SYSTEM,
                        List.of(new ContentPart.Opaque(
                                ConverseWire.NAME, Map.of("cachePoint", Map.of("type", "default"))))))
                .message(Message.user("One"))
                .message(Message.user("Two"))
                .message(Message.assistant("Yes"))
                .message(Message.user("Three"))
                .build();

        assertThat(sent(request))
                .isEqualTo("{\"messages\":[" + user("{\"text\":\"One\"}", "{\"text\":\"Two\"}")
                        + ",{\"role\":\"assistant\",\"content\":[{\"text\":\"Yes\"}]}," + user("{\"text\":\"Three\"}")
                        + "],\"system\":[{\"text\":\"Be brief.\"},{\"cachePoint\":{\"type\":\"default\"}}]" + DEFAULTS
                        + "}");
    }

    @Test
    void imagesDocumentsFilmsAndSoundsAreSentByValueOrFromABucket() {
        LLMRequest request = LLMRequest.builder()
                .message(Message.user(List.of(
                        Media.ofBase64("image/jpg", "QUJD"),
                        Media.ofUrl("image/*", "data:image/png;base64,QUJD"),
                        Media.fromBase64("application/pdf", "QUJD")
                                .name("a_b.pdf")
                                .build(),
                        Media.fromBase64("text/plain; charset=utf-8", "QUJD")
                                .name("a.b:pdf")
                                .build(),
                        Media.ofUrl("video/quicktime", "s3://bucket/film.mov"),
                        Media.ofBase64("audio/x-wav", "QUJD"))))
                .build();

        assertThat(sent(request))
                .isEqualTo("{\"messages\":["
                        + user(
                                "{\"image\":{\"format\":\"jpeg\",\"source\":{\"bytes\":\"QUJD\"}}}",
                                "{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"QUJD\"}}}",
                                "{\"document\":{\"format\":\"pdf\",\"name\":\"a b pdf\",\"source\":{\"bytes\":\"QUJD\"}}}",
                                "{\"document\":{\"format\":\"txt\",\"name\":\"a b pdf 2\",\"source\":{\"bytes\":\"QUJD\"}}}",
                                "{\"video\":{\"format\":\"mov\",\"source\":{\"s3Location\":{\"uri\":\"s3://bucket/film.mov\"}}}}",
                                "{\"audio\":{\"format\":\"wav\",\"source\":{\"bytes\":\"QUJD\"}}}")
                        + "]" + DEFAULTS + "}");
    }

    @Test
    void aTurnWithToolsGoesOnWithItsReasoning() {
        ContentPart thought = ContentPart.Reasoning.of(
                "hm", "sig", Map.of("reasoningContent", Map.of("reasoningText", Map.of("text", "hm"))));
        ToolCall second = ToolCall.of("call|2", "weather", Map.of(), "{}");
        LLMRequest request = LLMRequest.builder()
                .prompt("Weather?")
                .message(Message.assistant(List.of(thought, ContentPart.Reasoning.of("foreign"), CALL, second)))
                .message(Message.toolResult(CALL, "rain"))
                .message(Message.of(
                        Role.TOOL,
                        List.of(ContentPart.ToolResult.of(
                                "call|2", "weather", List.of(new ContentPart.Text("down")), true))))
                .message(Message.user("And?"))
                .tools(TOOLS)
                .toolChoice(ToolChoice.REQUIRED)
                .build();

        assertThat(sent(request))
                .isEqualTo("{\"messages\":[" + user("{\"text\":\"Weather?\"}")
                        + ",{\"role\":\"assistant\",\"content\":["
                        + "{\"reasoningContent\":{\"reasoningText\":{\"text\":\"hm\"}}},"
                        + "{\"toolUse\":{\"toolUseId\":\"tooluse_1\",\"name\":\"weather\",\"input\":{\"city\":\"Ulm\"}}},"
                        + "{\"toolUse\":{\"toolUseId\":\"call_2_a1d598c1\",\"name\":\"weather\",\"input\":{}}}]},"
                        + user(
                                "{\"toolResult\":{\"toolUseId\":\"tooluse_1\",\"content\":[{\"text\":\"rain\"}]}}",
                                "{\"toolResult\":{\"toolUseId\":\"call_2_a1d598c1\",\"content\":[{\"text\":\"down\"}],\"status\":\"error\"}}",
                                "{\"text\":\"And?\"}")
                        + "]" + DEFAULTS + ",\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"weather\","
                        + "\"description\":\"tells it\",\"inputSchema\":{\"json\":{\"type\":\"object\",\"properties\":{}}}}}],"
                        + "\"toolChoice\":{\"any\":{}}}}");
    }

    @Test
    void aSchemaIsSentAsText() {
        LLMRequest request = LLMRequest.builder()
                .prompt("Hello")
                .responseFormat(ResponseFormat.jsonSchema("city", Map.of("type", "object")))
                .build();

        assertThat(sent(request))
                .isEqualTo("{\"messages\":[" + user("{\"text\":\"Hello\"}") + "]" + DEFAULTS
                        + ",\"outputConfig\":{\"textFormat\":{\"type\":\"json_schema\",\"structure\":{\"jsonSchema\":"
                        + "{\"name\":\"city\",\"schema\":\"{\\\"type\\\":\\\"object\\\"}\"}}}}}");
    }

    @Test
    void modelParametersStandWhereBedrockLooksForThem() {
        assertThat(sent(asking("m", Map.of("top_p", 0.5)))).endsWith("\"temperature\":0.7,\"topP\":0.5}}");
        assertThat(sent(asking("m", Map.of("stop", "END"))))
                .endsWith("\"temperature\":0.7,\"stopSequences\":[\"END\"]}}");
        assertThat(sent(asking("m", Map.of("max_tokens", 5)))).contains("{\"maxTokens\":5,");
        assertThat(sent(asking("m", Map.of("top_k", 5))))
                .endsWith(DEFAULTS + ",\"additionalModelRequestFields\":{\"top_k\":5}}");
        assertThat(sent(asking("m", Map.of("service_tier", "flex"))))
                .endsWith(DEFAULTS + ",\"serviceTier\":{\"type\":\"flex\"}}");
        assertThat(sent(asking("m", Map.of("guardrailConfig", Map.of("guardrailIdentifier", "g")))))
                .endsWith(DEFAULTS + ",\"guardrailConfig\":{\"guardrailIdentifier\":\"g\"}}");
        assertThat(sent(asking("m", Map.of("tools", List.of(Map.of("systemTool", Map.of("name", "web")))))))
                .endsWith(",\"toolConfig\":{\"tools\":[{\"systemTool\":{\"name\":\"web\"}}]}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            anthropic.claude-3-7-sonnet-20250219-v1:0    | low     | {"maxTokens":2000} | {"thinking":{"type":"enabled","budget_tokens":1024}}
            us.anthropic.claude-sonnet-4-5-20250929-v1:0 | high    | {"maxTokens":2000} | {"thinking":{"type":"enabled","budget_tokens":1600}}
            us.anthropic.claude-opus-4-6-v1              | minimal | {"maxTokens":2000} | {"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"low"}}
            us.anthropic.claude-sonnet-4-6               | none    | {"maxTokens":2000,"temperature":0.7} | {"thinking":{"type":"disabled"}}
            us.amazon.nova-2-lite-v1:0                   | medium  | {"maxTokens":2000,"temperature":0.7} | {"reasoningConfig":{"type":"enabled","maxReasoningEffort":"medium"}}
            openai.gpt-oss-120b-1:0                      | low     | {"maxTokens":2000,"temperature":0.7} | {"reasoning_effort":"low"}
            """)
    void effortIsSaidInTheWordsOfTheModelsMaker(String model, String effort, String inference, String fields) {
        assertThat(sent(asking(model, Map.of("reasoning_effort", effort))))
                .endsWith("\"inferenceConfig\":" + inference + ",\"additionalModelRequestFields\":" + fields + "}");
    }

    @Test
    void defaultsThatThinkingDoesNotTakeAreDroppedAndReported() {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = stub.adapter("bedrock", "AWS_BEARER_TOKEN_BEDROCK")) {
            LLMResponse answer =
                    adapter.execute(asking("us.amazon.nova-2-lite-v1:0", Map.of("reasoning_effort", "high")));

            assertThat(stub.request().getBody().utf8()).doesNotContain("inferenceConfig");
            assertThat(answer.metadata().toMap()).containsEntry("dropped_params", List.of("max_tokens", "temperature"));
        }
    }

    @Test
    void thinkingIsLeftOutAndReportedInATurnThatBeganWithoutIt() {
        LLMRequest turn = LLMRequest.builder()
                .message(Message.user("How is the weather?"))
                .message(Message.assistant(List.of(CALL)))
                .message(Message.toolResult(CALL, "sunny"))
                .tools(TOOLS)
                .config(thinking())
                .build();

        assertThat(droppedBy(turn)).containsExactly("thinking");
    }

    @Test
    void thinkingIsLeftOutAndReportedBesideAToolThatMustBeCalled() {
        LLMRequest forced = LLMRequest.builder()
                .prompt("How is the weather?")
                .tools(TOOLS)
                .toolChoice(ToolChoice.REQUIRED)
                .config(thinking())
                .build();

        assertThat(droppedBy(forced)).containsExactly("thinking");
    }

    private static RunConfig thinking() {
        return RunConfig.builder()
                .withoutDefaults()
                .modelName("us.anthropic.claude-sonnet-4-5-20250929-v1:0")
                .reasoningEffort("high")
                .build();
    }

    /** What the answer says was dropped; no thinking is asked for then. */
    private static List<String> droppedBy(LLMRequest request) {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = stub.adapter("bedrock", "AWS_BEARER_TOKEN_BEDROCK")) {
            LLMResponse answer = adapter.execute(request);
            assertThat(stub.request().getBody().utf8()).doesNotContain("thinking");
            return answer.metadata().droppedParams();
        }
    }

    @Test
    void aResponseFormatOfJsonObjectIsLeftOutAndReported() {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = stub.adapter("bedrock", "AWS_BEARER_TOKEN_BEDROCK")) {
            LLMResponse answer = adapter.execute(LLMRequest.builder()
                    .prompt("Hi")
                    .config(RunConfig.builder().modelName("m").build())
                    .responseFormat(ResponseFormat.JSON_OBJECT)
                    .build());

            assertThat(stub.request().getBody().utf8()).doesNotContain("json_object");
            assertThat(answer.metadata().toMap()).containsEntry("dropped_params", List.of("response_format"));
        }
    }

    @Test
    void whatItCannotCarryIsRefusedByName() {
        refused(asking("m", Map.of("n", 2)), "model_params.n above 1");
        refused(asking("m", Map.of("stream", true)), "model_params.stream");
        refused(asking("m", Map.of("top_p", 0.1, "topP", 0.2)), "another value for topP");
        refused(asking("m", Map.of("messages", List.of())), "model_params.messages");
        refused(
                LLMRequest.builder()
                        .message(Message.user(List.of(Media.ofUrl("image/png", "https://x.example/a.png"))))
                        .build(),
                "media by URL");
        refused(
                LLMRequest.builder()
                        .message(Message.assistant(List.of(CALL)))
                        .message(Message.toolResult(CALL, "rain"))
                        .tools(TOOLS)
                        .toolChoice(ToolChoice.NONE)
                        .build(),
                "a tool choice of none");
        refused(
                LLMRequest.builder()
                        .message(Message.assistant(List.of(new ContentPart.Opaque("other", Map.of()))))
                        .build(),
                "a part of kind other");
    }

    private static void refused(LLMRequest request, String what) {
        assertThatThrownBy(() -> sent(request))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining(what);
    }

    @Test
    void thinkingThatClaudeWouldRefuseIsLeftOutAndReported() {
        String model = "anthropic.claude-sonnet-4-5-20250929-v1:0";
        LLMRequest forced = LLMRequest.of("Hello").toBuilder()
                .config(RunConfig.builder()
                        .modelName(model)
                        .maxTokens(9000)
                        .modelParam("reasoning_effort", "low")
                        .build())
                .tools(TOOLS)
                .toolChoice(ToolChoice.REQUIRED)
                .build();
        LLMRequest withoutThinking = forced.toBuilder()
                .toolChoice(null)
                .messages(
                        List.of(Message.user("Hi"), Message.assistant(List.of(CALL)), Message.toolResult(CALL, "Rain")))
                .build();
        LLMRequest fine = forced.toBuilder().toolChoice(null).build();

        for (LLMRequest request : List.of(forced, withoutThinking)) {
            try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                    LLMAdapter adapter = stub.adapter("bedrock", "AWS_BEARER_TOKEN_BEDROCK")) {
                assertThat(String.valueOf(
                                adapter.execute(request).metadata().toMap().get("dropped_params")))
                        .contains("thinking");
                assertThat(stub.request().getBody().utf8()).doesNotContain("\"thinking\"");
            }
        }
        assertThat(sent(fine)).contains("\"thinking\"");
    }
}
