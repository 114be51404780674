package dev.llmconnect.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.providers.StubProvider;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only Chat Completions know: sent as it was given, and told as it was said, in one piece or as a stream. */
class ChatOwnFieldsTest {
    private static final String OK = "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
    private static final String WIRE = WireFormat.OPENAI_CHAT;

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("openai", "OPENAI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    private Map<String, Object> sent(LLMRequest.Builder request) {
        stub.answers(new MockResponse.Builder().body(OK));
        adapter.execute(request.build());
        return stub.requestBody().object();
    }

    private static LLMRequest.Builder request() {
        return LLMRequest.builder().config(RunConfig.builder().withoutDefaults().build());
    }

    @Test
    void hintsStandWhereTheyBelong() {
        Map<String, Object> mark = Map.of("cache_control", Map.of("type", "ephemeral"));
        Hint hint = new Hint(WIRE, mark);
        ToolCall call = ToolCall.of("c", "f", Map.of(), "{}");
        Map<String, Object> body = sent(request()
                .message(Message.of(Role.USER, List.of(new Hint(WIRE, Map.of("name", "ann")), new Text("a"), hint)))
                .message(
                        Message.assistant(List.of(new Text("no"), new Hint(WIRE, Map.of("refusal", "no")), call, hint)))
                .message(Message.of(
                        Role.TOOL,
                        List.of(
                                new Hint(WIRE, Map.of("name", "f")),
                                ToolResult.of("c", "f", List.of(new Text("4"), hint), false)))));

        assertThat(Json.text(body.get("messages")))
                .isEqualTo(Json.text(Json.read("""
                [{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}],"name":"ann"},
                 {"role":"assistant","content":[{"type":"refusal","refusal":"no"}],
                  "tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"},
                   "cache_control":{"type":"ephemeral"}}]},
                 {"role":"tool","tool_call_id":"c",
                  "content":[{"type":"text","text":"4","cache_control":{"type":"ephemeral"}}],"name":"f"}]""").raw()));
    }

    @Test
    void ownToolsStandBesideFunctionsAndHintsInThem() {
        Tool tool = Tool.builder("f")
                .description("")
                .parameters(Map.of("type", "object"))
                .hints(Map.of(WIRE, Map.of("cache_control", 1L, "function", Map.of("extra", 2L))))
                .build();
        Map<String, Object> body = sent(request()
                .prompt("x")
                .tools(List.of(tool))
                .wireFields(WIRE, Map.of("tools", List.of(Map.of("type", "custom")), "brand_new", 3L)));

        assertThat(Json.text(body.get("tools")))
                .isEqualTo(
                        "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{}},"
                                + "\"extra\":2},\"cache_control\":1},{\"type\":\"custom\"}]");
        assertThat(body).containsEntry("brand_new", 3L);
    }

    @Test
    void theCallsOwnWordsWinOverAProfiles() {
        Map<String, Object> body = sent(LLMRequest.builder()
                .prompt("x")
                .config(RunConfig.builder().modelParam("logprobs", true).build())
                .wireFields(WireFields.NONE.withHints(WIRE, Map.of("logprobs", false))));

        assertThat(body).containsEntry("logprobs", false);
    }

    @Test
    void optionsOfAStreamGoAlong() {
        stub.streams("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        LLMRequest request = request()
                .prompt("x")
                .wireFields(WIRE, Map.of("stream_options", Map.of("include_obfuscation", false)))
                .build();
        try (LLMStream stream = adapter.stream(request)) {
            assertThat(stream.response().content()).isEmpty();
        }

        assertThat(stub.requestBody().object())
                .containsEntry("stream_options", Map.of("include_obfuscation", false, "include_usage", true));
    }

    @Test
    void whatIsSaidBeyondIsToldAlikeInOnePieceAndAsAStream() {
        stub.answers(new MockResponse.Builder().body("""
                {"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"m","system_fingerprint":"fp","extra":{"a":1,"b":2},
                 "choices":[{"index":0,"finish_reason":"stop","logprobs":{"content":[{"token":"H"},{"token":"i"}],"refusal":null},
                  "message":{"role":"assistant","content":"Hi","refusal":null,"mood":"good","annotations":[{"n":1},{"n":2}],
                   "audio":{"id":"a","data":"QUJD","transcript":"Hi"}}}],
                 "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"cost":0.5}}"""));
        stub.streams("""
                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":7,"model":"m","system_fingerprint":"fp","obfuscation":"xx","extra":{"a":1},"choices":[{"index":0,"delta":{"role":"assistant","content":"H","annotations":[{"n":1}],"audio":{"id":"a","data":"QU","transcript":"H"}},"logprobs":{"content":[{"token":"H"}],"refusal":null}}]}

                data: {"id":"chatcmpl-2","object":"chat.completion.chunk","created":8,"model":"m","system_fingerprint":"fp","extra":{"b":2},"choices":[{"index":0,"delta":{"content":"i","mood":"good","annotations":[{"n":2}],"audio":{"data":"JD","transcript":"i"}},"logprobs":{"content":[{"token":"i"}],"refusal":null}}]}

                data: {"id":"chatcmpl-1","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop","logprobs":null}]}

                data: {"id":"chatcmpl-1","model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"cost":0.5}}

                data: [DONE]

                """);

        LLMResponse whole = adapter.execute("x", RunConfig.defaults());
        LLMResponse streamed;
        try (LLMStream stream = adapter.stream(LLMRequest.of("x"))) {
            streamed = stream.response();
        }

        assertThat(streamed.wireFields(WIRE)).isEqualTo(whole.wireFields(WIRE));
        assertThat(streamed.media()).isEqualTo(whole.media());
        assertThat(whole.media())
                .containsExactly(ContentPart.Media.fromBase64("audio/*", "QUJD")
                        .raw(WIRE, Map.of("id", "a", "data", "QUJD", "transcript", "Hi"))
                        .build());
        assertThat(Json.text(whole.wireFields(WIRE)))
                .isEqualTo(
                        "{\"id\":\"chatcmpl-1\",\"created\":7,\"system_fingerprint\":\"fp\",\"extra\":{\"a\":1,\"b\":2},"
                                + "\"choices\":[{\"logprobs\":{\"content\":[{\"token\":\"H\"},{\"token\":\"i\"}],\"refusal\":null},"
                                + "\"message\":{\"mood\":\"good\",\"annotations\":[{\"n\":1},{\"n\":2}]}}],"
                                + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3,\"cost\":0.5}}");
    }
}
