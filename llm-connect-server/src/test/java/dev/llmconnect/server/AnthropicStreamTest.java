package dev.llmconnect.server;

import static dev.llmconnect.server.AnthropicEvents.json;
import static dev.llmconnect.server.AnthropicEvents.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.PartEnd;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The order of a streamed message's events, whatever the order in which a provider's pieces come. */
class AnthropicStreamTest {
    private static final String ASK =
            "{\"model\":\"asked\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @RegisterExtension
    static final RunningServer server = new RunningServer();

    private static LLMResponse.Builder answer() {
        return LLMResponse.builder().model("answered").usage(Usage.of(7, 5));
    }

    private static String body(LLMResponse answer, StreamEvent... events) {
        server.adapter.stream = request -> {
            ScriptedStream stream = new ScriptedStream(answer);
            for (StreamEvent event : events) {
                stream.event(event);
            }
            return stream.end();
        };
        return send().body();
    }

    private static HttpResponse<String> send() {
        return server.send("/v1/messages", request -> request.POST(BodyPublishers.ofString(ASK)));
    }

    private static AnthropicEvents streamed(LLMResponse answer, StreamEvent... events) {
        return AnthropicEvents.read(body(answer, events)).areWhole();
    }

    @Test
    void wordsAreOneBlockBetweenTheStartAndTheEndOfTheMessage() {
        String body = body(answer().content("Hello").build(), new StreamEvent.Text("Hel"), new StreamEvent.Text("lo"));

        assertThat(body.lines().filter(line -> line.startsWith("event: ")))
                .containsExactly(
                        "event: message_start",
                        "event: ping",
                        "event: content_block_start",
                        "event: content_block_delta",
                        "event: content_block_delta",
                        "event: content_block_stop",
                        "event: message_delta",
                        "event: message_stop");
        AnthropicEvents events = AnthropicEvents.read(body).areWhole();
        assertThat(events.content()).containsExactly(Map.of("type", "text", "text", "Hello"));
        Map<String, Object> start = object(events.only("message_start"), "message");
        assertThat(start)
                .containsEntry("model", "asked")
                .containsEntry("role", "assistant")
                .containsEntry("content", List.of())
                .containsEntry("stop_reason", null);
        assertThat(start.get("id").toString()).startsWith("msg_");
        Map<String, Object> delta = events.only("message_delta");
        assertThat(object(delta, "delta"))
                .containsEntry("stop_reason", "end_turn")
                .containsEntry("stop_sequence", null);
        assertThat(object(delta, "usage")).containsEntry("input_tokens", 7L).containsEntry("output_tokens", 5L);
        assertThat(object(delta, "llm_connect"))
                .containsEntry("model", "answered")
                .containsEntry("provider", "fake");
    }

    @Test
    void whatTheProviderKnowsAtTheBeginningIsInTheFirstEvent() {
        LLMResponse soFar = LLMResponse.builder()
                .model("claude-x")
                .usage(Usage.of(25, 1))
                .wireFields("anthropic-messages", Map.of("id", "msg_1", "novel", 1L))
                .build();
        LLMResponse whole = soFar.toBuilder()
                .wireFields(
                        "anthropic-messages",
                        Map.of("id", "msg_1", "novel", 1L, "later", 2L, "context_management", Map.of("a", 1L)))
                .content("Hi")
                .build();
        AnthropicEvents events = streamed(whole, new StreamEvent.Start(soFar), new StreamEvent.Text("Hi"));

        assertThat(object(events.only("message_start"), "message"))
                .containsEntry("id", "msg_1")
                .containsEntry("model", "claude-x")
                .containsEntry("novel", 1L);
        assertThat(object(object(events.only("message_start"), "message"), "usage"))
                .containsEntry("input_tokens", 25L);
        assertThat(events.only("message_delta")).containsKey("context_management");
        assertThat(object(events.only("message_delta"), "delta"))
                .containsEntry("later", 2L)
                .doesNotContainKey("novel");
    }

    @Test
    void thinkingIsClosedWithItsSignatureBeforeTheWordsBegin() {
        LLMResponse own = answer().wireFields("anthropic-messages", Map.of("id", "msg_1"))
                .reasoning("Hm.")
                .content("YesNo")
                .build();
        Map<String, Object> raw = json("{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"c2ln\"}");
        Map<String, Object> hidden = json("{\"type\":\"redacted_thinking\",\"data\":\"aGk\"}");
        AnthropicEvents events = streamed(
                own,
                new StreamEvent.Start(own),
                new StreamEvent.Reasoning("H"),
                new StreamEvent.Reasoning("m."),
                new PartEnd(List.of(Reasoning.of("Hm.", "c2ln", raw))),
                new PartEnd(List.of(Reasoning.of("", null, hidden))),
                new StreamEvent.Text("Yes"),
                new PartEnd(List.of(
                        new Text("Yes"),
                        new Hint("anthropic-messages", Map.of("citations", List.of(Map.of("a", 1L)))))),
                new StreamEvent.Text("No"),
                new PartEnd(List.of(new Text("No"))));

        assertThat(events.content())
                .containsExactly(
                        raw,
                        hidden,
                        Map.of("type", "text", "text", "Yes", "citations", List.of(Map.of("a", 1L))),
                        Map.of("type", "text", "text", "No"));
    }

    @Test
    void toolsThatAnthropicRunsAreWholeBlocksOfTheirOwn() {
        LLMResponse own =
                answer().wireFields("anthropic-messages", Map.of("id", "msg_1")).build();
        Map<String, Object> use = json(
                "{\"type\":\"server_tool_use\",\"id\":\"s1\",\"name\":\"web_search\",\"input\":{\"query\":\"x\"}}");
        Map<String, Object> found = json("{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"s1\",\"content\":[]}");
        AnthropicEvents events = streamed(
                own,
                new StreamEvent.Start(own),
                new PartEnd(List.of(new Opaque("anthropic-messages", use))),
                new PartEnd(List.of(new Opaque("anthropic-messages", found))));

        assertThat(events.content()).containsExactly(use, found);
    }

    @Test
    void callsWhosePiecesAreMixedBecomeBlocksOneAfterTheOther() {
        AnthropicEvents events = streamed(
                answer().reasoning("Hm.")
                        .content("Looking")
                        .toolCalls(List.of(
                                ToolCall.of("a", "f", Map.of("x", "}\""), "{\"x\":\"}\\\"\"}"),
                                ToolCall.of("b", "g", Map.of("y", List.of(2L)), "{\"y\":[2]}"),
                                ToolCall.of("c", "h", Map.of(), "{}")))
                        .build(),
                new StreamEvent.Reasoning("Hm."),
                new StreamEvent.Text("Look"),
                new ToolCallDelta(0, "a", "f", ""),
                new ToolCallDelta(1, "b", "g", "{\"y\":"),
                new ToolCallDelta(0, null, null, "{\"x\":\"}"),
                new ToolCallDelta(2, "c", "h", ""),
                new ToolCallDelta(1, null, null, "[2]}"),
                new ToolCallDelta(0, null, null, "\\\"\"}"),
                new StreamEvent.Text("ing"));

        assertThat(events.content())
                .containsExactly(
                        Map.of("type", "thinking", "thinking", "Hm.", "signature", ""),
                        Map.of("type", "text", "text", "Look"),
                        Map.of("type", "tool_use", "id", "a", "name", "f", "input", Map.of("x", "}\"")),
                        Map.of("type", "tool_use", "id", "b", "name", "g", "input", Map.of("y", List.of(2L))),
                        Map.of("type", "tool_use", "id", "c", "name", "h", "input", Map.of()),
                        Map.of("type", "text", "text", "ing"));
        assertThat(object(events.only("message_delta"), "delta")).containsEntry("stop_reason", "tool_use");
    }

    @Test
    void aCallIsSentAsItComesAndClosedOnceItsInputIsWhole() {
        ScriptedStream stream = new ScriptedStream(answer().build());
        stream.event(new ToolCallDelta(0, "a", "f", "{}"))
                .event(new ToolCallDelta(1, "b", "g", "{\"x\":"))
                .fail(new LLMApiException("gone", null, ErrorDetails.none()));
        server.adapter.stream = request -> stream;

        AnthropicEvents events = AnthropicEvents.read(send().body()).areBrokenOff();

        assertThat(events.content())
                .hasSize(2)
                .last()
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("id", "b");
    }

    @Test
    void aRefusalIsWordsWithItsReason() {
        AnthropicEvents events = streamed(
                answer().refusal("I will not.")
                        .finishReason(FinishReason.CONTENT_FILTER)
                        .build(),
                new StreamEvent.Refusal("I will "),
                new StreamEvent.Refusal("not."));

        assertThat(events.content()).containsExactly(Map.of("type", "text", "text", "I will not."));
        assertThat(object(events.only("message_delta"), "delta")).containsEntry("stop_reason", "refusal");
    }

    @Test
    void anEmptyAnswerHasNoBlocksAndStillAnEnd() {
        AnthropicEvents events =
                streamed(answer().finishReason(FinishReason.LENGTH).build());

        assertThat(events.content()).isEmpty();
        assertThat(object(events.only("message_start"), "message")).containsEntry("model", "answered");
        assertThat(object(events.only("message_delta"), "delta")).containsEntry("stop_reason", "max_tokens");
    }

    @Test
    void aFailureInMidStreamIsTheLastEvent() {
        ScriptedStream stream = new ScriptedStream(answer().build());
        stream.text("Hel")
                .fail(new LLMApiException(
                        "busy",
                        null,
                        ErrorDetails.builder()
                                .providerStatus(529)
                                .reason(FailureReason.SERVER)
                                .build()));
        server.adapter.stream = request -> stream;

        HttpResponse<String> response = send();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        AnthropicEvents events = AnthropicEvents.read(response.body()).areBrokenOff();
        assertThat(object(events.only("error"), "error"))
                .containsEntry("type", "overloaded_error")
                .containsEntry("message", "busy");
    }

    @Test
    void anAnswerThatItsProviderBrokeOffIsNoEnd() {
        AnthropicEvents events = AnthropicEvents.read(body(
                        answer().content("Hel")
                                .finishReason(FinishReason.ERROR)
                                .providerFinishReason("MALFORMED_FUNCTION_CALL")
                                .build(),
                        new StreamEvent.Text("Hel")))
                .areBrokenOff();

        assertThat(object(events.only("error"), "error").get("message").toString())
                .contains("MALFORMED_FUNCTION_CALL");
    }

    @Test
    void aFailureBeforeTheFirstEventIsAnErrorWithItsStatus() {
        server.adapter.stream = request -> {
            throw new LLMApiException(
                    "busy",
                    null,
                    ErrorDetails.builder()
                            .providerStatus(503)
                            .reason(FailureReason.SERVER)
                            .build());
        };

        HttpResponse<String> response = send();

        assertThat(response.statusCode()).isEqualTo(529);
        assertThat(object(json(response.body()), "error")).containsEntry("type", "overloaded_error");
    }
}
