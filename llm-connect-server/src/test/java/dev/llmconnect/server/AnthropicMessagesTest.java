package dev.llmconnect.server;

import static dev.llmconnect.server.AnthropicEvents.json;
import static dev.llmconnect.server.AnthropicEvents.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.JsonText;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicMessagesTest {
    private static final String WIRE = "anthropic-messages";
    private static final Hint CACHED = new Hint(WIRE, Map.of("cache_control", Map.of("type", "ephemeral")));
    private static final CacheMark MARK = CacheMark.DEFAULT;

    @RegisterExtension
    static final RunningServer server = new RunningServer();

    private static HttpResponse<String> post(String path, String body) {
        return server.send(
                path, request -> request.header("anthropic-beta", "a-1, b-2").POST(BodyPublishers.ofString(body)));
    }

    private static LLMRequest asked(String fields) {
        HttpResponse<String> response = post(
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":9,"
                        + (fields.contains("\"messages\"")
                                ? fields
                                : "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + fields)
                        + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return server.adapter.onlyRequest();
    }

    private static Map<String, Object> answered(LLMResponse answer) {
        server.adapter.answer = request -> answer;
        HttpResponse<String> response = post(
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("request-id")).isPresent();
        return json(response.body());
    }

    @Test
    void aPlainMessageIsAPlainCallWithoutDefaultsOfOurs() {
        LLMRequest call = asked("\"temperature\":0.5,\"top_p\":0.9,\"top_k\":4,\"stop_sequences\":[\"END\"]");

        assertThat(call.messages()).containsExactly(Message.user("Hi"));
        assertThat(call.config().modelNameIfSet()).contains("m");
        assertThat(call.config().maxTokensIfSet()).contains(9);
        assertThat(call.config().temperatureIfSet()).contains(0.5);
        assertThat(call.config().usesDefaults()).isFalse();
        assertThat(call.config().modelParams()).containsEntry("top_k", 4).containsEntry("stop", List.of("END"));
        assertThat(call.wireFields().foreignTo("other")).isEmpty();
    }

    @Test
    void everyKindOfBlockHasItsPart() {
        LLMRequest call = asked("""
                "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
                "messages":[
                 {"role":"user","content":[
                  {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}},
                  {"type":"image","source":{"type":"url","url":"https://a.example/b.jpg"},"cache_control":{"type":"ephemeral"}},
                  {"type":"image","source":{"type":"file","file_id":"f1"}},
                  {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"a.pdf","citations":{"enabled":true}},
                  {"type":"document","source":{"type":"text","media_type":"text/plain","data":"abc"}},
                  {"type":"document","source":{"type":"content","content":[]},"title":"t"},
                  {"type":"text","text":"What?"}]},
                 {"role":"assistant","content":[
                  {"type":"thinking","thinking":"Hm.","signature":"c2ln"},
                  {"type":"redacted_thinking","data":"aGk"},
                  {"type":"server_tool_use","id":"s1","name":"web_search","input":{}},
                  {"type":"tool_use","id":"t1","name":"look","input":{"a":[1]},"cache_control":{"type":"ephemeral"}}]},
                 {"role":"user","content":[
                  {"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"none"}]},
                  {"type":"text","text":"Well?"}]},
                 {"role":"system","content":"Hurry."}]""");

        assertThat(call.messages())
                .containsExactly(
                        Message.of(Role.SYSTEM, List.of(new Text("Be brief."), CACHED, MARK)),
                        Message.user(List.of(
                                Media.ofBase64("image/png", "AQID"),
                                Media.ofUrl("image/*", "https://a.example/b.jpg"),
                                CACHED,
                                MARK,
                                opaque("{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f1\"}}"),
                                Media.fromBase64("application/pdf", "JVBERi0=")
                                        .name("a.pdf")
                                        .build(),
                                new Hint(WIRE, Map.of("citations", Map.of("enabled", true))),
                                Media.ofBase64("text/plain", "YWJj"),
                                opaque(
                                        "{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[]},\"title\":\"t\"}"),
                                new Text("What?"))),
                        Message.assistant(List.of(
                                Reasoning.of(
                                        "Hm.",
                                        "c2ln",
                                        json("{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"c2ln\"}")),
                                Reasoning.of("", null, json("{\"type\":\"redacted_thinking\",\"data\":\"aGk\"}")),
                                opaque(
                                        "{\"type\":\"server_tool_use\",\"id\":\"s1\",\"name\":\"web_search\",\"input\":{}}"),
                                ToolCall.of("t1", "look", Map.of("a", List.of(1L)), "{\"a\":[1]}"),
                                CACHED,
                                MARK)),
                        Message.of(Role.TOOL, List.of(ToolResult.of("t1", "look", List.of(new Text("none")), true))),
                        Message.user("Well?"),
                        Message.of(Role.SYSTEM, List.of(new Hint(WIRE, Map.of("role", "system")), new Text("Hurry."))));
    }

    private static ContentPart opaque(String json) {
        return new Opaque(WIRE, json(json));
    }

    @Test
    void toolsOfTheCallerAreCommonAndToolsOfAnthropicItsOwn() {
        LLMRequest call = asked("""
                "tools":[{"type":"custom","name":"look","description":"looks","input_schema":{"type":"object"},"strict":true,
                          "cache_control":{"type":"ephemeral"}},
                         {"type":"web_search_20250305","name":"web_search"}],
                "tool_choice":{"type":"tool","name":"look","disable_parallel_tool_use":true}""");

        assertThat(call.tools())
                .containsExactly(Tool.builder("look")
                        .description("looks")
                        .parameters(Map.of("type", "object"))
                        .strict(true)
                        .hints(Map.of(WIRE, Map.of("cache_control", Map.of("type", "ephemeral"))))
                        .cacheMark(MARK)
                        .build());
        assertThat(call.toolChoice()).contains(ToolChoice.tool("look"));
        assertThat(call.config().modelParams()).containsEntry("parallel_tool_calls", false);
        assertThat(call.wireFields(WIRE))
                .containsEntry("tools", List.of(Map.of("type", "web_search_20250305", "name", "web_search")));
        assertThat(call.wireFields().foreignHintsTo("other")).contains("tools");
    }

    @Test
    void whatOnlyAnthropicKnowsIsCarriedToItAndOnlyWhatMattersIsRequired() {
        LLMRequest call = asked("""
                "metadata":{"user_id":"u"},"service_tier":"auto","context_management":{"edits":[]},"container":"c1",
                "novel":{"a":1},"inference_geo":null""");

        assertThat(call.wireFields().foreignTo("other")).containsExactly("container");
        assertThat(call.wireFields().foreignHintsTo("other"))
                .containsExactlyInAnyOrder("metadata", "service_tier", "context_management", "betas", "novel");
        assertThat(call.wireFields(WIRE)).containsEntry("betas", List.of("a-1", "b-2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            "thinking":{"type":"enabled","budget_tokens":1024}                              | low
            "thinking":{"type":"enabled","budget_tokens":10000}                             | medium
            "thinking":{"type":"enabled","budget_tokens":31999}                             | high
            "thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"}               | xhigh
            "thinking":{"type":"adaptive"}                                                  | -
            "thinking":{"type":"disabled"},"output_config":{"effort":"low"}                 | -
            "output_config":{"effort":"max"}                                                | max
            """)
    void thinkingIsTranslatedForOthersAndCarriedAsItIsForAnthropic(String fields, String effort) {
        LLMRequest call = asked(fields);

        assertThat(call.config().modelParams().get("reasoning_effort")).isEqualTo(effort);
        assertThat(call.wireFields().foreignTo("other")).isEmpty();
        assertThat(call.wireFields(WIRE)).containsAllEntriesOf(json("{" + fields + "}"));
    }

    @Test
    void aSchemaIsTheFormatOfTheAnswer() {
        LLMRequest call =
                asked("\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}");

        assertThat(call.responseFormat()).contains(ResponseFormat.jsonSchema("answer", Map.of("type", "object")));
        assertThat(call.wireFields(WIRE)).doesNotContainKey("output_config");
    }

    @Test
    void anAnswerHasItsBlocksInTheirOrder() {
        Map<String, Object> message = answered(LLMResponse.builder()
                .content("Looking.")
                .reasoning("Hm.")
                .model("answered")
                .finishReason(FinishReason.TOOL_CALLS)
                .toolCalls(List.of(ToolCall.of("t1", "look", Map.of("a", 1L), "{\"a\":1}")))
                .usage(Usage.builder()
                        .inputTokens(100)
                        .cacheReadTokens(60)
                        .cacheWrite5mTokens(10)
                        .outputTokens(20)
                        .build())
                .metadata(known -> known.profile("p"))
                .build());

        assertThat(message)
                .containsEntry("type", "message")
                .containsEntry("role", "assistant")
                .containsEntry("model", "answered")
                .containsEntry("stop_reason", "tool_use")
                .containsEntry("stop_sequence", null)
                .containsEntry(
                        "content",
                        List.of(
                                Map.of("type", "thinking", "thinking", "Hm.", "signature", ""),
                                Map.of("type", "text", "text", "Looking."),
                                Map.of("type", "tool_use", "id", "t1", "name", "look", "input", Map.of("a", 1L))))
                .containsEntry(
                        "usage",
                        Map.of(
                                "input_tokens",
                                30L,
                                "cache_creation_input_tokens",
                                10L,
                                "cache_read_input_tokens",
                                60L,
                                "output_tokens",
                                20L,
                                "cache_creation",
                                Map.of("ephemeral_5m_input_tokens", 10L, "ephemeral_1h_input_tokens", 0L)));
        assertThat(object(message, "llm_connect"))
                .containsEntry("provider", "fake")
                .containsEntry("profile", "p")
                .containsKey("request_id");
    }

    @Test
    void reasoningThatIsCountedBesideTheAnswerIsPartOfTheOutput() {
        Map<String, Object> message = answered(LLMResponse.builder()
                .content("Hi")
                .usage(Usage.builder()
                        .inputTokens(10)
                        .textTokens(5)
                        .reasoningTokens(7)
                        .build())
                .build());

        assertThat(object(message, "usage")).containsEntry("output_tokens", 12L);
    }

    @ParameterizedTest
    @CsvSource({"stop,end_turn", "length,max_tokens", "tool_calls,tool_use", "content_filter,refusal"})
    void aReasonToStopIsInAnthropicsWords(String reason, String word) {
        assertThat(answered(FakeAdapter.hello().toBuilder()
                        .finishReason(new FinishReason(reason))
                        .build()))
                .containsEntry("stop_reason", word);
    }

    @Test
    void theSequenceThatStoppedItIsTold() {
        assertThat(answered(FakeAdapter.hello().toBuilder()
                        .metadata(known -> known.extra("stop_sequence", "END"))
                        .build()))
                .containsEntry("stop_reason", "stop_sequence")
                .containsEntry("stop_sequence", "END");
    }

    @Test
    void anAnswerOfAnthropicsIsTheOneItGave() {
        Map<String, Object> message = answered(LLMResponse.builder()
                .model("claude-x")
                .content("a")
                .usage(Usage.builder()
                        .uncachedInputTokens(5)
                        .cacheReadTokens(100)
                        .outputTokens(2)
                        .build())
                .providerFinishReason("pause_turn")
                .parts(List.of(new Text("a"), new Hint(WIRE, Map.of("citations", List.of(Map.of("b", 1L))))))
                .wireFields(WIRE, Map.of("id", "msg_7", "novel", 1L, "usage", Map.of("service_tier", "standard")))
                .build());

        assertThat(message)
                .containsEntry("id", "msg_7")
                .containsEntry("novel", 1L)
                .containsEntry("stop_reason", "pause_turn")
                .containsEntry(
                        "content", List.of(Map.of("type", "text", "text", "a", "citations", List.of(Map.of("b", 1L)))))
                .containsEntry(
                        "usage",
                        Map.of(
                                "input_tokens", 5L,
                                "cache_creation_input_tokens", 0L,
                                "cache_read_input_tokens", 100L,
                                "output_tokens", 2L,
                                "service_tier", "standard"));
    }

    @Test
    void whatAnotherProviderWantsBackGoesThroughTheClient() {
        Reasoning proof = Reasoning.of("Hm.", "sig", Map.of("type", "reasoning", "id", "rs_1"));
        ToolCall call = ToolCall.of("t1", "look", Map.of(), "{}").withExtras(Map.of("thoughtSignature", "x"));
        Map<String, Object> message = answered(LLMResponse.builder()
                .toolCalls(List.of(call))
                .parts(List.of(proof, call, new Opaque("gemini", Map.of("a", 1L))))
                .build());
        String content = new String(JsonText.bytes(message.get("content")), StandardCharsets.UTF_8);
        server.adapter.requests.clear();

        LLMRequest next = asked("\"messages\":[{\"role\":\"assistant\",\"content\":" + content + "}]");

        assertThat(next.messages().get(0).parts()).containsExactly(proof, call);
        assertThat(object(message, "llm_connect")).containsEntry("omitted_parts", List.of("gemini"));
    }

    @Test
    void aRefusalIsTheLastOfTheWords() {
        Map<String, Object> message =
                answered(LLMResponse.builder().refusal("I will not.").build());

        assertThat(message)
                .containsEntry("stop_reason", "refusal")
                .containsEntry("content", List.of(Map.of("type", "text", "text", "I will not.")));
    }

    @Test
    void tokensAreCountedByTheProviderOrElseEstimatedAndSaidToBe() {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "word".repeat(100) + "\"}]}";

        Map<String, Object> estimated =
                json(post("/v1/messages/count_tokens", body).body());
        assertThat(estimated)
                .containsEntry("input_tokens", 104L)
                .containsEntry("llm_connect", Map.of("estimated", true));

        server.adapter.tokens = OptionalLong.of(77);
        Map<String, Object> counted =
                json(post("/v1/messages/count_tokens", body).body());
        assertThat(counted).isEqualTo(Map.of("input_tokens", 77L));
        assertThat(server.adapter.requests).isEmpty();
    }
}
