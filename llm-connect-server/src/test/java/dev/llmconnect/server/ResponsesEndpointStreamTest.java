package dev.llmconnect.server;

import static dev.llmconnect.server.ResponsesClient.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code POST /v1/responses} with {@code stream}: every sequence is held to {@link ResponsesGrammar}. */
class ResponsesEndpointStreamTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private static final String STREAM = "\"input\":\"Hi\"";
    private final ResponsesClient client = new ResponsesClient(SERVER);

    private List<Map<String, Object>> stream(LLMResponse whole, StreamEvent... events) {
        return stream(STREAM, whole, events);
    }

    private List<Map<String, Object>> stream(String fields, LLMResponse whole, StreamEvent... events) {
        SERVER.adapter.stream = request -> {
            ScriptedStream script = new ScriptedStream(whole);
            List.of(events).forEach(script::event);
            return script.end();
        };
        List<Map<String, Object>> sent = client.events(fields);
        ResponsesGrammar.check(sent);
        return sent;
    }

    private static List<Object> types(List<Map<String, Object>> events) {
        return events.stream().map(event -> event.get("type")).toList();
    }

    private static Map<String, Object> last(List<Map<String, Object>> events) {
        return events.get(events.size() - 1);
    }

    private static ToolCall call(String id, String name, String arguments) {
        return ToolCall.of(id, name, Map.of(), arguments);
    }

    @Test
    void wordsComeInThePublishedOrder() {
        List<Map<String, Object>> events =
                stream(FakeAdapter.hello(), new StreamEvent.Text("hel"), new StreamEvent.Text("lo"));
        assertThat(types(events))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(at(events.get(0), "response.status")).isEqualTo("in_progress");
        assertThat(at(last(events), "response.output.0.content.0.text")).isEqualTo("hello");
        assertThat(at(last(events), "response.usage.total_tokens")).isEqualTo(5L);
        assertThat(at(last(events), "response.llm_connect.provider")).isEqualTo("fake");
    }

    @Test
    void textRefusalReasoningAndInterleavedCallsKeepTheirPlaces() {
        ToolCall one = call("c1", "f", "{\"a\":1}");
        ToolCall two = call("c2", "g", "{}");
        LLMResponse whole = LLMResponse.builder()
                .parts(List.of(
                        Reasoning.of("Hm", "s1", Map.of()),
                        new Text("Look."),
                        one,
                        two,
                        Reasoning.of("Oh", null, Map.of()),
                        new Text("Again"),
                        new Refusal("No")))
                .build();
        List<Map<String, Object>> events = stream(
                whole,
                new StreamEvent.Reasoning("Hm"),
                new StreamEvent.Text("Look."),
                new ToolCallDelta(0, "c1", "f", ""),
                new ToolCallDelta(0, null, null, "{\"a\""),
                new ToolCallDelta(1, "c2", "g", ""),
                new ToolCallDelta(0, null, null, ":1}"),
                new StreamEvent.Reasoning("Oh"),
                new StreamEvent.Text("Again"),
                new StreamEvent.Refusal("No"));
        assertThat(last(events)).containsEntry("type", "response.completed");
        Object output = at(last(events), "response.output");
        assertThat(((List<?>) output)
                        .stream().<Object>map(item -> at(item, "type")).toList())
                .containsExactly("reasoning", "message", "function_call", "function_call", "reasoning", "message");
        assertThat((String) at(output, "0.encrypted_content")).startsWith("llm-connect:");
        assertThat(at(output, "2.arguments")).isEqualTo("{\"a\":1}");
        assertThat(at(output, "3.arguments")).isEqualTo("{}");
        assertThat(at(output, "5.content.1.refusal")).isEqualTo("No");
    }

    @Test
    void whatCameInNoEventIsSentWhole() {
        Map<String, Object> search = Map.of("type", "web_search_call", "id", "ws_1", "status", "completed");
        Map<String, Object> message = Map.of(
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
        LLMResponse whole = FakeAdapter.hello().toBuilder()
                .wireFields(WireFormat.OPENAI_RESPONSES, Map.of("output", List.of(search, message), "brand_new", 1L))
                .build();
        List<Map<String, Object>> events = stream(whole, new StreamEvent.Text("hello"));
        assertThat(types(events)).contains("response.output_text.annotation.added");
        assertThat(at(last(events), "response.output.0.content.0.annotations.0.url"))
                .isEqualTo("u");
        assertThat(at(last(events), "response.output.1")).isEqualTo(search);
        assertThat(at(last(events), "response.brand_new")).isEqualTo(1L);
    }

    @Test
    void aToolThatTakesAnyTextHasEventsOfItsOwn() {
        ToolCall call = ToolCall.of("c1", "run", Map.of(), "print(1)").withExtras(Map.of("type", "custom"));
        List<Map<String, Object>> events = stream(
                STREAM + ",\"tools\":[{\"type\":\"custom\",\"name\":\"run\"}]",
                LLMResponse.builder().toolCalls(List.of(call)).build(),
                new ToolCallDelta(0, "c1", "run", "print(1)"));
        assertThat(types(events))
                .contains("response.custom_tool_call_input.delta", "response.custom_tool_call_input.done");
        assertThat(at(last(events), "response.output.0.input")).isEqualTo("print(1)");
    }

    @Test
    void anEmptyAnswerHasNoItems() {
        List<Map<String, Object>> events = stream(LLMResponse.builder().build());
        assertThat(types(events)).containsExactly("response.created", "response.in_progress", "response.completed");
    }

    @Test
    void anAnswerThatWasCutEndsIncomplete() {
        List<Map<String, Object>> events = stream(
                FakeAdapter.hello().toBuilder()
                        .finishReason(FinishReason.LENGTH)
                        .build(),
                new StreamEvent.Text("hello"));
        assertThat(last(events)).containsEntry("type", "response.incomplete");
        assertThat(at(last(events), "response.incomplete_details.reason")).isEqualTo("max_output_tokens");
    }

    @Test
    void aFailureInTheMiddleIsNeverACleanEnd() {
        SERVER.adapter.stream = request -> new ScriptedStream(FakeAdapter.hello())
                .text("hel")
                .fail(new LLMApiException("cut off", null, ErrorDetails.of("p", FailureReason.TRUNCATED)));
        List<Map<String, Object>> events = client.events(STREAM);
        ResponsesGrammar.check(events);
        assertThat(types(events)).endsWith("error", "response.failed").doesNotContain("response.completed");
        assertThat((String) at(events.get(events.size() - 2), "error.message")).contains("cut off");
        assertThat(at(last(events), "response.status")).isEqualTo("failed");
        assertThat((String) at(last(events), "response.error.message")).contains("cut off");
    }

    @Test
    void aFailureBeforeTheFirstEventIsAnOrdinaryError() {
        SERVER.adapter.stream = request -> {
            throw new LLMApiException("down", null, ErrorDetails.of("p", FailureReason.SERVER));
        };
        assertThat(client.post("\"stream\":true," + STREAM).statusCode()).isEqualTo(502);
    }
}
