package dev.llmconnect.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.Message;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessagesAnswerTest {
    private static final LLMRequest REQUEST =
            LLMRequest.builder().prompt("Hello").requestId("r-1").build();

    private static final String WHOLE = """
            {"type":"message","id":"msg_1","model":"claude-sonnet-5","role":"assistant","content":[
              {"type":"thinking","thinking":"","signature":"c2ln"},
              {"type":"redacted_thinking","data":"aGlk"},
              {"type":"text","text":"Let me look. "},
              {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"weather"}},
              {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_search_tool_result_error",
               "error_code":"max_uses_exceeded"}},
              {"type":"text","text":"It is warm.","citations":[{"type":"web_search_result_location","url":"https://a.example",
               "encrypted_index":"ZW5j"}]},
              {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Paris"},"caller":{"type":"direct"}},
              {"type":"tool_use","id":"toolu_2","name":"stop","input":{}}],
             "stop_reason":"tool_use","stop_sequence":null,"stop_details":null,
             "usage":{"input_tokens":9,"cache_read_input_tokens":100,"cache_creation_input_tokens":20,"output_tokens":30,
              "cache_creation":{"ephemeral_1h_input_tokens":20},"output_tokens_details":{"thinking_tokens":7},
              "server_tool_use":{"web_search_requests":1}}}""";

    private static final String STREAMED = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","model":"claude-sonnet-5","content":[],"stop_reason":null,"usage":{"input_tokens":3,"cache_read_input_tokens":100,"cache_creation_input_tokens":20,"output_tokens":1,"cache_creation":{"ephemeral_1h_input_tokens":20}}}   }

            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: ping
            data: {"type": "ping"}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

            data: {"type":"content_block_stop","index":0}

            data: {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"aGlk"}}

            data: {"type":"content_block_stop","index":1}

            data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}

            data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Let me"}}

            data: {"type":"content_block_delta","index":2,"delta":{"type":"delta_of_the_future","novel":"?"}}

            data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":" look. "}}

            data: {"type":"content_block_stop","index":2}

            data: {"type":"event_of_the_future","index":2}

            data: {"type":"content_block_start","index":3,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}

            data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\\"query\\":"}}

            data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"\\"weather\\"}"}}

            data: {"type":"content_block_stop","index":3}

            data: {"type":"content_block_start","index":4,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_search_tool_result_error","error_code":"max_uses_exceeded"}}}

            data: {"type":"content_block_stop","index":4}

            data: {"type":"content_block_start","index":5,"content_block":{"type":"text","text":"","citations":[]}}

            data: {"type":"content_block_delta","index":5,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://a.example","encrypted_index":"ZW5j"}}}

            data: {"type":"content_block_delta","index":5,"delta":{"type":"text_delta","text":"It is warm."}}

            data: {"type":"content_block_stop","index":5}

            data: {"type":"content_block_start","index":6,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{},"caller":{"type":"direct"}}}

            data: {"type":"content_block_delta","index":6,"delta":{"type":"input_json_delta","partial_json":""}}

            data: {"type":"content_block_delta","index":6,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":"}}

            data: {"type":"content_block_delta","index":6,"delta":{"type":"input_json_delta","partial_json":"\\"Paris\\"}"}}

            data: {"type":"content_block_stop","index":6}

            data: {"type":"content_block_start","index":7,"content_block":{"type":"tool_use","id":"toolu_2","name":"stop","input":{}}}

            data: {"type":"content_block_stop","index":7}

            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":9,"output_tokens":30,"output_tokens_details":{"thinking_tokens":7},"server_tool_use":{"web_search_requests":1}}}

            data: {"type":"message_stop"}

            """;

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("anthropic", "ANTHROPIC_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @Test
    void everythingAnAnswerHoldsIsCarried() {
        LLMResponse answer = whole(WHOLE);

        assertThat(answer.content()).isEqualTo("Let me look. It is warm.");
        assertThat(answer.model()).isEqualTo("claude-sonnet-5");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(answer.providerFinishReason()).contains("tool_use");
        assertThat(answer.reasoning()).isEmpty();
        assertThat(answer.toolCalls())
                .extracting("id", "name", "arguments")
                .containsExactly(
                        tuple("toolu_1", "weather", Map.of("city", "Paris")), tuple("toolu_2", "stop", Map.of()));
        assertThat(answer.usage().toMap())
                .isEqualTo(Map.of("prompt_tokens", 129L, "completion_tokens", 30L, "total_tokens", 159L));
        assertThat(answer.usage().details())
                .isEqualTo(Map.of(
                        "reasoning_tokens", 7L,
                        "cached_tokens", 100L,
                        "cache_write_tokens", 20L,
                        "cache_write_1h_tokens", 20L,
                        "web_search_requests", 1L));
        assertThat(JsonNode.of(JsonNode.of(answer.toMap()).object("metadata").get("citations"))
                        .at(0)
                        .textOrEmpty("url"))
                .isEqualTo("https://a.example");
        assertThat(JsonNode.of(answer.toMap()).object("metadata")).containsEntry("provider_request_id", "msg_1");
    }

    @Test
    void anAnswerGoesBackBlockForBlock() {
        LLMResponse answer = whole(WHOLE);
        stub.answers(200, "{\"content\":[]}");
        adapter.execute(LLMRequest.builder()
                .message(Message.user("Hello"))
                .message(answer.toMessage())
                .build());

        JsonNode sent = stub.requestBody().items("messages").get(1).get("content");
        assertThat(sent).isEqualTo(Json.read(WHOLE).get("content"));
        assertThat(answer.toMessage().parts().get(0)).isInstanceOf(Reasoning.class);
        assertThat(answer.toMessage().parts().get(3)).isInstanceOf(Opaque.class);
    }

    @Test
    void theAssembledStreamIsTheSameAnswer() {
        LLMResponse whole = whole(WHOLE);
        List<StreamEvent> events = new ArrayList<>();
        LLMResponse assembled = streamed(STREAMED, events);

        assertThat(assembled.toMap()).isEqualTo(whole.toMap());
        assertThat(assembled.toMessage()).isEqualTo(whole.toMessage());
        assertThat(assembled.wireFields("anthropic-messages")).isEqualTo(whole.wireFields("anthropic-messages"));
        assertThat(deltas(events))
                .containsExactly(
                        new StreamEvent.Text("Let me"),
                        new StreamEvent.Text(" look. "),
                        new StreamEvent.Text("It is warm."),
                        new StreamEvent.ToolCallDelta(
                                0, "toolu_1", "weather", "", Map.of("caller", Map.of("type", "direct"))),
                        new StreamEvent.ToolCallDelta(0, null, null, "{\"city\":"),
                        new StreamEvent.ToolCallDelta(0, null, null, "\"Paris\"}"),
                        new StreamEvent.ToolCallDelta(1, "toolu_2", "stop", ""),
                        new StreamEvent.ToolCallDelta(1, null, null, "{}"));
    }

    @Test
    void aStreamBeginsWithWhatIsKnownAndTellsEachPartThatIsComplete() {
        List<StreamEvent> events = new ArrayList<>();
        LLMResponse answer = streamed(STREAMED, events);

        assertThat(events.get(0)).isInstanceOfSatisfying(StreamEvent.Start.class, start -> {
            assertThat(start.soFar().model()).isEqualTo("claude-sonnet-5");
            assertThat(start.soFar().usage().inputTokens()).isPositive();
            assertThat(start.soFar().wireFields("anthropic-messages")).containsEntry("id", "msg_1");
        });
        assertThat(events.stream().filter(StreamEvent.Start.class::isInstance)).hasSize(1);
        assertThat(events.stream()
                        .filter(StreamEvent.PartEnd.class::isInstance)
                        .flatMap(end -> ((StreamEvent.PartEnd) end).parts().stream())
                        .toList())
                .isEqualTo(answer.toMessage().parts());
    }

    @Test
    void fieldsThatAreNotKnownHereAreKept() {
        String fields =
                "{\"id\":\"msg_9\",\"novel\":{\"a\":1},\"usage\":{\"input_tokens\":1,\"service_tier\":\"standard\"},";
        LLMResponse answer = whole(fields + "\"content\":[{\"type\":\"text\",\"text\":\"a\",\"tone\":\"dry\"}]}");

        assertThat(answer.wireFields("anthropic-messages"))
                .isEqualTo(
                        Map.of("id", "msg_9", "novel", Map.of("a", 1L), "usage", Map.of("service_tier", "standard")));
        assertThat(answer.toMessage().parts())
                .containsExactly(
                        new ContentPart.Text("a"), new ContentPart.Hint("anthropic-messages", Map.of("tone", "dry")));
    }

    @Test
    void thinkingInWordsIsReasoning() {
        LLMResponse answer = whole("""
                {"content":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"text","text":"4"}],
                 "stop_reason":"end_turn"}""");
        assertThat(answer.reasoning()).contains("Hm.");
        assertThat(answer.content()).isEqualTo("4");
    }

    @Test
    void aRefusalIsTold() {
        LLMResponse answer = whole("""
                {"content":[],"stop_reason":"refusal","stop_details":{"type":"refusal","category":"cyber",
                 "explanation":"That would be harmful."}}""");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(answer.refusal()).contains("That would be harmful.");
        assertThat(JsonNode.of(JsonNode.of(answer.toMap()).object("metadata").get("stop_details"))
                        .textOrEmpty("category"))
                .isEqualTo("cyber");
    }

    @Test
    void everyReasonToStopHasTheContractsWord() {
        assertThat(finish("end_turn")).isEqualTo(FinishReason.STOP);
        assertThat(finish("stop_sequence")).isEqualTo(FinishReason.STOP);
        assertThat(finish("pause_turn")).isEqualTo(FinishReason.STOP);
        assertThat(finish("a_word_of_the_future")).isEqualTo(FinishReason.ERROR);
        assertThat(finish("max_tokens")).isEqualTo(FinishReason.LENGTH);
        assertThat(finish("model_context_window_exceeded")).isEqualTo(FinishReason.LENGTH);
        assertThat(finish("refusal")).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(finish("tool_use")).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void aCallThatWasCutOffKeepsItsText() {
        LLMResponse answer = streamed(events(
                "{\"type\":\"message_start\",\"message\":{}}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"w\",\"input\":{}}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\":\\\"Pa\"}}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\"}}",
                "{\"type\":\"message_stop\"}"));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.toolCalls().get(0).arguments()).isEmpty();
        assertThat(answer.toolCalls().get(0).argumentsJson()).isEqualTo("{\"city\":\"Pa");
    }

    @Test
    void aCallThatIsThereFromTheBeginningIsMadeOnce() {
        String call = "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"w\",\"input\":{\"city\":\"Paris\"}}";
        List<StreamEvent> events = new ArrayList<>();
        LLMResponse answer = streamed(
                events(
                        "{\"type\":\"message_start\",\"message\":{\"content\":[" + call + "]}}",
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + call + "}",
                        "{\"type\":\"content_block_stop\",\"index\":0}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"}}",
                        "{\"type\":\"message_stop\"}"),
                events);
        assertThat(answer.toolCalls()).hasSize(1);
        assertThat(deltas(events))
                .containsExactly(
                        new StreamEvent.ToolCallDelta(0, "t", "w", ""),
                        new StreamEvent.ToolCallDelta(0, null, null, "{\"city\":\"Paris\"}"));
    }

    @Test
    void afterAFallbackTheModelThatAnsweredIsNamed() {
        LLMResponse answer = streamed(events(
                "{\"type\":\"message_start\",\"message\":{\"model\":\"claude-fable-5\"}}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"fallback\",\"from\":{\"model\":\"claude-fable-5\"},\"to\":{\"model\":\"claude-opus-4-8\"}}}",
                "{\"type\":\"content_block_stop\",\"index\":0}",
                "{\"type\":\"message_stop\"}"));
        assertThat(answer.model()).isEqualTo("claude-opus-4-8");
        assertThat(answer.toMessage().parts()).hasSize(1).first().isInstanceOf(Opaque.class);
    }

    @Test
    void citationsFollowTheTextTheyBelongTo() {
        List<ContentPart> parts = whole("""
                {"content":[{"type":"text","text":"a","citations":[{"type":"char_location","cited_text":"b"}]}]}""").toMessage().parts();
        assertThat(parts.get(0)).isEqualTo(new ContentPart.Text("a"));
        assertThat(parts.get(1)).isInstanceOfSatisfying(ContentPart.Citation.class, citation -> {
            assertThat(citation.quote()).contains("b");
            assertThat(citation.raw()).containsEntry("type", "char_location");
        });
    }

    @Test
    void aStreamWithoutItsEndIsTruncated() {
        String cut = STREAMED.substring(0, STREAMED.indexOf("data: {\"type\":\"message_stop\"}"));
        assertFails(cut, FailureReason.TRUNCATED);
        assertFails("data: {\"type\":\"message_stop\"}\n\n", FailureReason.TRUNCATED);
    }

    @Test
    void aStreamThatBeginsTwiceIsNoAnswer() {
        String start = "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\"}}";
        assertFails(events(start, start, "{\"type\":\"message_stop\"}"), FailureReason.MALFORMED);
    }

    @Test
    void aPieceOfNoBlockIsNoAnswer() {
        assertFails(
                events(
                        "{\"type\":\"message_start\",\"message\":{}}",
                        "{\"type\":\"content_block_delta\",\"index\":4,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}"),
                FailureReason.MALFORMED);
    }

    @Test
    void jsonThatIsNoMessageIsMalformed() {
        stub.answers(200, "{\"hello\":1}");
        assertThatThrownBy(() -> adapter.execute("Hello", RunConfig.defaults()))
                .isInstanceOfSatisfying(
                        LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED));
    }

    private void assertFails(String stream, FailureReason reason) {
        assertThatThrownBy(() -> streamed(stream))
                .isInstanceOfSatisfying(
                        LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private FinishReason finish(String word) {
        LLMResponse answer = whole("{\"content\":[],\"stop_reason\":\"" + word + "\"}");
        assertThat(answer.providerFinishReason()).contains(word);
        return answer.finishReason();
    }

    private static List<StreamEvent> deltas(List<StreamEvent> events) {
        return events.stream()
                .filter(event -> !(event instanceof StreamEvent.Start) && !(event instanceof StreamEvent.PartEnd))
                .toList();
    }

    private LLMResponse whole(String body) {
        stub.answers(200, body);
        LLMResponse answer = adapter.execute(REQUEST);
        stub.request();
        return answer;
    }

    private LLMResponse streamed(String body) {
        return streamed(body, new ArrayList<>());
    }

    private LLMResponse streamed(String body, List<StreamEvent> events) {
        stub.streams(body);
        try (LLMStream stream = adapter.stream(REQUEST)) {
            stream.forEach(events::add);
            return stream.response();
        }
    }

    private static String events(String... data) {
        StringBuilder stream = new StringBuilder();
        for (String event : data) {
            stream.append("data: ").append(event).append("\n\n");
        }
        return stream.toString();
    }
}
