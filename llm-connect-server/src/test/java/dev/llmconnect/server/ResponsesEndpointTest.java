package dev.llmconnect.server;

import static dev.llmconnect.server.ResponsesClient.at;
import static dev.llmconnect.server.ResponsesClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Cost;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonText;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /v1/responses}, answered in one piece: what arrives at the adapter, and what comes back. */
class ResponsesEndpointTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private static final String OURS = WireFormat.OPENAI_RESPONSES;
    private final ResponsesClient client = new ResponsesClient(SERVER);

    private LLMRequest asked(String fields) {
        client.answer(fields);
        return SERVER.adapter.onlyRequest();
    }

    private List<Message> messages(String input) {
        return asked("\"input\":" + input).messages();
    }

    @Test
    void aStringIsOneUserMessageAndNothingElseIsSet() {
        LLMRequest request = asked("\"input\":\"Hi\"");
        assertThat(request.messages()).containsExactly(Message.user("Hi"));
        assertThat(request.config())
                .isEqualTo(RunConfig.builder().modelName("m").withoutDefaults().build());
        assertThat(request.wireFields(OURS)).isEmpty();
    }

    @Test
    void valuesGoWhereEveryWireFormatFindsThem() {
        LLMRequest request = asked("""
                "input":"Hi","instructions":"Be brief","temperature":0.5,"top_p":0.9,"max_output_tokens":99,
                "parallel_tool_calls":false,"reasoning":{"effort":"low","summary":"auto"},
                "text":{"verbosity":"low","format":{"type":"json_schema","name":"n","description":"d","strict":true,
                                                   "schema":{"type":"object","default":null}}},
                "tools":[{"type":"function","name":"f","description":"does","strict":false,
                          "parameters":{"type":"object"},"defer_loading":true}],
                "tool_choice":{"type":"function","name":"f"}""");
        assertThat(request.messages()).containsExactly(Message.system("Be brief"), Message.user("Hi"));
        assertThat(request.config().temperatureIfSet()).contains(0.5);
        assertThat(request.config().maxTokensIfSet()).contains(99);
        assertThat(request.config().modelParams())
                .isEqualTo(Map.of(
                        "top_p",
                        new BigDecimal("0.9"),
                        "parallel_tool_calls",
                        false,
                        "reasoning_effort",
                        "low",
                        "verbosity",
                        "low"));
        ResponseFormat format = request.responseFormat().orElseThrow();
        assertThat(format.name()).isEqualTo("n");
        assertThat(format.strict()).contains(true);
        assertThat(format.schema()).containsEntry("type", "object").containsEntry("default", null);
        assertThat(request.tools())
                .containsExactly(Tool.builder("f")
                        .description("does")
                        .parameters(Map.of("type", "object"))
                        .strict(false)
                        .hints(Map.of(OURS, Map.of("defer_loading", true)))
                        .build());
        assertThat(request.toolChoice()).contains(ToolChoice.tool("f"));
        assertThat(request.wireFields().foreignTo("other")).isEmpty();
        assertThat(request.wireFields(OURS))
                .isEqualTo(Map.of(
                        "reasoning", Map.of("summary", "auto"), "text", Map.of("format", Map.of("description", "d"))));
    }

    @Test
    void whatOnlyThisFormatKnowsIsKeptForItsAdapters() {
        LLMRequest request = asked("""
                "input":"Hi","metadata":{"a":"b"},"user":"u","prompt_cache_key":"k","safety_identifier":"s","store":false,
                "service_tier":"flex","truncation":"auto","include":["reasoning.encrypted_content"],"max_tool_calls":3,
                "tools":[{"type":"web_search"},{"type":"function","name":"f","parameters":null,"strict":null}],
                "tool_choice":{"type":"web_search"},"reasoning":{"effort":null,"mode":"pro"},"brand_new":{"x":1}""");
        assertThat(request.wireFields().foreignTo("other"))
                .containsExactlyInAnyOrder("truncation", "tool_choice", "reasoning");
        assertThat(request.wireFields().foreignHintsTo("other"))
                .containsExactlyInAnyOrder(
                        "metadata",
                        "service_tier",
                        "user",
                        "prompt_cache_key",
                        "safety_identifier",
                        "include",
                        "max_tool_calls",
                        "tools",
                        "brand_new");
        assertThat(request.wireFields(OURS))
                .containsEntry("brand_new", Map.of("x", 1L))
                .containsEntry("tools", List.of(Map.of("type", "web_search")));
        assertThat(request.tools())
                .containsExactly(
                        Tool.builder("f").description("").parameters(Map.of()).build());
        assertThat(request.toolChoice()).isEmpty();
    }

    @Test
    void piecesOfMessagesAreReadWhateverTheyHold() {
        assertThat(messages("""
                [{"role":"developer","content":"Rules"},
                 {"type":"message","role":"user","content":[
                   {"type":"input_text","text":"Look","cache":true},
                   {"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"},
                   {"type":"input_image","image_url":"https://x.example/a.png"},
                   {"type":"input_image","file_id":"file-1","detail":"auto"},
                   {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,BBBB"},
                   {"type":"input_file","filename":"a.csv","file_data":"CCCC"},
                   {"type":"input_file","file_url":"https://x.example/doc"},
                   {"type":"input_audio","input_audio":{"data":"DDDD","format":"wav"}},
                   {"type":"input_video","video_url":"v"}]}]"""))
                .containsExactly(
                        Message.system("Rules"),
                        Message.user(List.of(
                                new Text("Look"),
                                new Hint(OURS, Map.of("cache", true)),
                                Media.fromBase64("image/png", "AAAA")
                                        .detail("low")
                                        .build(),
                                Media.ofUrl("image/*", "https://x.example/a.png"),
                                new Opaque(OURS, Map.of("type", "input_image", "file_id", "file-1", "detail", "auto")),
                                Media.fromBase64("application/pdf", "BBBB")
                                        .name("a.pdf")
                                        .build(),
                                Media.fromBase64("text/csv", "CCCC")
                                        .name("a.csv")
                                        .build(),
                                Media.ofUrl("application/pdf", "https://x.example/doc"),
                                Media.ofBase64("audio/wav", "DDDD"),
                                new Opaque(OURS, Map.of("type", "input_video", "video_url", "v")))));
    }

    @Test
    void whatTheModelSaidInOneGoIsOneMessage() {
        Map<String, Object> thought = Map.of(
                "type",
                "reasoning",
                "id",
                "rs_1",
                "summary",
                List.of(Map.of("type", "summary_text", "text", "Hm")),
                "encrypted_content",
                "gAAA");
        assertThat(messages("""
                [{"role":"user","content":"Q"},
                 {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm"}],"encrypted_content":"gAAA"},
                 {"type":"message","id":"msg_1","status":"completed","role":"assistant","phase":"commentary","content":[
                   {"type":"output_text","text":"Looking","annotations":[],"logprobs":[]},
                   {"type":"refusal","refusal":"No more"}]},
                 {"type":"function_call","id":"fc_1","status":"completed","call_id":"c1","name":"f","arguments":"{\\"a\\":1}"},
                 {"type":"function_call","call_id":"c2","name":"g","arguments":"cut","namespace":"n"},
                 {"type":"web_search_call","id":"ws_1","status":"completed"},
                 {"type":"function_call_output","call_id":"c1","output":"one"},
                 {"type":"function_call_output","call_id":"c2","output":[
                   {"type":"input_text","text":"two"},{"type":"input_image","image_url":"https://x.example/2"}]},
                 {"type":"mcp_approval_response","approve":true},
                 {"role":"assistant","content":"First"},
                 {"role":"assistant","content":"Second"}]"""))
                .containsExactly(
                        Message.user("Q"),
                        Message.assistant(List.of(
                                Reasoning.of("Hm", "gAAA", thought),
                                Reasoning.of("", null, Map.of("type", "message", "phase", "commentary")),
                                new Text("Looking"),
                                new Text("No more"),
                                new Hint(OURS, Map.of("refusal", "No more")),
                                ToolCall.of("c1", "f", Map.of("a", 1L), "{\"a\":1}"),
                                ToolCall.of("c2", "g", Map.of(), "cut").withExtras(Map.of("namespace", "n")),
                                new Opaque(
                                        OURS, Map.of("type", "web_search_call", "id", "ws_1", "status", "completed")))),
                        Message.of(Role.TOOL, List.of(ToolResult.of("c1", "f", List.of(new Text("one")), false))),
                        Message.of(
                                Role.TOOL,
                                List.of(ToolResult.of(
                                        "c2",
                                        "g",
                                        List.of(new Text("two"), Media.ofUrl("image/*", "https://x.example/2")),
                                        false))),
                        Message.user(
                                List.of(new Opaque(OURS, Map.of("type", "mcp_approval_response", "approve", true)))),
                        Message.assistant("First"),
                        Message.assistant("Second"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "x":1                                                        | input                  | missing_required_parameter
            "input":7                                                    | input                  | invalid_type
            "input":[7]                                                  | input[0]               | invalid_type
            "input":[{"role":"boss","content":"x"}]                      | input[0].role          | invalid_value
            "input":[{"role":"user"}]                                    | input[0].content       | missing_required_parameter
            "input":[{"role":"user","content":[{"type":"input_text"}]}]  | input[0].content[0].text | missing_required_parameter
            "input":[{"type":"function_call","name":"f","arguments":""}] | input[0].call_id       | missing_required_parameter
            "input":"x","temperature":"hot"                              | temperature            | invalid_type
            "input":"x","tools":[{"type":"function"}]                    | tools[0].name          | missing_required_parameter
            "input":"x","tool_choice":"maybe"                            | tool_choice            | invalid_value
            "input":"x","text":{"format":{"type":"json_schema","name":"n"}} | text.format.schema  | missing_required_parameter
            "input":"x","background":true                                | background             | unsupported_parameter
            "input":"x","stream":"yes"                                   | stream                 | invalid_type""")
    void aWrongFieldIsNamedAsOpenAINamesIt(String fields, String param, String code) {
        HttpResponse<String> response = client.post(fields);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(at(json(response.body()), "error"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("param", param)
                .containsEntry("code", code)
                .containsEntry("type", "invalid_request_error");
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void theAnswerHasEveryFieldThatClientsTypesHave() {
        SERVER.adapter.answer = request -> FakeAdapter.hello().toBuilder()
                .usage(Usage.builder()
                        .inputTokens(3)
                        .outputTokens(2)
                        .reasoningTokens(1)
                        .build())
                .metadata(known -> known.cost(Cost.of(BigDecimal.valueOf(0.25), Cost.Source.PROVIDER)))
                .build();
        Map<String, Object> answer =
                client.answer("\"input\":\"Hi\",\"instructions\":\"I\",\"store\":true,\"metadata\":{\"a\":\"b\"}");
        assertThat(answer)
                .containsEntry("object", "response")
                .containsEntry("status", "completed")
                .containsEntry("model", "fake-1")
                .containsEntry("instructions", "I")
                .containsEntry("metadata", Map.of("a", "b"))
                .containsEntry("store", true)
                .containsEntry("parallel_tool_calls", true)
                .containsEntry("tool_choice", "auto")
                .containsEntry("tools", List.of())
                .containsEntry("text", Map.of("format", Map.of("type", "text")))
                .containsEntry("truncation", "disabled")
                .containsEntry("error", null)
                .containsEntry("incomplete_details", null)
                .containsEntry("previous_response_id", null)
                .containsEntry(
                        "usage",
                        Map.of(
                                "input_tokens",
                                3L,
                                "input_tokens_details",
                                Map.of("cached_tokens", 0L),
                                "output_tokens",
                                2L,
                                "output_tokens_details",
                                Map.of("reasoning_tokens", 1L),
                                "total_tokens",
                                5L));
        assertThat((String) answer.get("id")).matches("resp_[0-9a-f]{32}");
        assertThat((Long) answer.get("created_at")).isGreaterThan(1_700_000_000L);
        assertThat((String) at(answer, "output.0.id")).matches("msg_[0-9a-f]{32}");
        assertThat(at(answer, "output.0.content"))
                .isEqualTo(List.of(Map.of(
                        "type", "output_text", "text", "hello", "annotations", List.of(), "logprobs", List.of())));
        assertThat(at(answer, "llm_connect.provider")).isEqualTo("fake");
        assertThat(at(answer, "llm_connect.cost_usd")).hasToString("0.25");
        assertThat(at(answer, "llm_connect.dropped_params")).isNull();
    }

    @Test
    void anAnswerThatWasCutIsIncomplete() {
        SERVER.adapter.answer = request -> FakeAdapter.hello().toBuilder()
                .finishReason(FinishReason.LENGTH)
                .build();
        Map<String, Object> answer = client.answer("\"input\":\"Hi\"");
        assertThat(answer)
                .containsEntry("status", "incomplete")
                .containsEntry("incomplete_details", Map.of("reason", "max_output_tokens"));
        assertThat(at(answer, "output.0.status")).isEqualTo("incomplete");
    }

    @Test
    void whatAnotherFormatWantsBackComesBackToItUnchanged() {
        Reasoning signed = Reasoning.of("Hm", "sig", Map.of("type", "thinking", "thinking", "Hm", "signature", "sig"));
        Opaque step = new Opaque("anthropic-messages", Map.of("type", "server_tool_use", "id", "s1"));
        ToolCall call =
                ToolCall.of("c1", "f", Map.of("a", 1L), "{\"a\":1}").withExtras(Map.of("thoughtSignature", "AAAA"));
        SERVER.adapter.answer = request -> LLMResponse.builder()
                .content("Looking")
                .reasoning("Hm")
                .toolCalls(List.of(call))
                .parts(List.of(signed, step, new Text("Look"), new Text("ing"), call))
                .build();
        Map<String, Object> answer = client.answer("\"input\":\"Hi\"");
        assertThat(types(answer)).containsExactly("reasoning", "reasoning", "message", "function_call");
        assertThat(at(answer, "output.0.summary.0.text")).isEqualTo("Hm");
        assertThat(at(answer, "output.2.content.0.text")).isEqualTo("Looking");
        assertThat(String.valueOf(at(answer, "output.3.call_id"))).matches("c1[a-zA-Z0-9_-]+");

        SERVER.adapter.reset();
        String again = new String(JsonText.bytes(answer.get("output")), StandardCharsets.UTF_8);
        assertThat(messages(again))
                .containsExactly(Message.assistant(List.of(signed, step, new Text("Looking"), call)));
    }

    @Test
    void aProviderOfTheSameFormatIsPassedOnWithAllItSays() {
        Map<String, Object> item = Map.of(
                "type",
                "message",
                "id",
                "msg_theirs",
                "role",
                "assistant",
                "status",
                "completed",
                "content",
                List.of(Map.of("type", "output_text", "text", "hello", "annotations", List.of(Map.of("url", "u")))));
        Map<String, Object> theirs = Map.of(
                "output",
                List.of(item),
                "brand_new",
                1L,
                "temperature",
                1L,
                "usage",
                Map.of("input_tokens", 9L, "y", 2L));
        SERVER.adapter.answer = request ->
                FakeAdapter.hello().toBuilder().wireFields(OURS, theirs).build();
        Map<String, Object> answer = client.answer("\"input\":\"Hi\"");
        assertThat(answer.get("output")).isEqualTo(List.of(item));
        assertThat(answer).containsEntry("brand_new", 1L).containsEntry("temperature", 1L);
        assertThat(at(answer, "usage.y")).isEqualTo(2L);
        assertThat(at(answer, "usage.output_tokens")).isEqualTo(2L);

        LLMResponse unchanged =
                FakeAdapter.hello().toBuilder().wireFields(OURS, theirs).build();
        SERVER.adapter.answer =
                request -> unchanged.toBuilder().content("changed on its way").build();
        assertThat(at(client.answer("\"input\":\"Hi\""), "output.0.content.0.text"))
                .isEqualTo("changed on its way");
    }

    @Test
    void aRefusalIsAPieceOfTheMessage() {
        SERVER.adapter.answer = request -> LLMResponse.builder().refusal("No").build();
        assertThat(at(client.answer("\"input\":\"Hi\""), "output.0.content"))
                .isEqualTo(List.of(Map.of("type", "refusal", "refusal", "No")));
    }

    @Test
    void aPromptThatIsTooLongIsTheInputAndNotTheMessagesOfAnotherEndpoint() {
        SERVER.adapter.answer = request -> {
            throw new LLMApiException(
                    "too long",
                    null,
                    ErrorDetails.builder()
                            .providerStatus(400)
                            .reason(FailureReason.CONTEXT_LENGTH)
                            .build());
        };
        Map<String, Object> error = json(client.post("\"input\":\"Hi\"").body());
        assertThat(at(error, "error.code")).isEqualTo("context_length_exceeded");
        assertThat(at(error, "error.param")).isEqualTo("input");
    }

    @Test
    void anotherMethodIsRefusedInTheSameShape() {
        HttpResponse<String> response = SERVER.get("/v1/responses");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(at(json(response.body()), "error.type")).isEqualTo("invalid_request_error");
    }

    private static List<Object> types(Map<String, Object> answer) {
        return ((List<?>) answer.get("output"))
                .stream().<Object>map(item -> ((Map<?, ?>) item).get("type")).toList();
    }
}
