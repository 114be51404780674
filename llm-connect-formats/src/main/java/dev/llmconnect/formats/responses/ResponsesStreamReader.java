package dev.llmconnect.formats.responses;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.WireCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A stream of typed events. The type is read from the data, since several providers leave the event's name out; types that are not
 * known are passed over. It is complete with {@code response.completed} or {@code response.incomplete}, and with nothing else.
 */
final class ResponsesStreamReader implements StreamDecoder {
    private final WireCall call;
    private final StreamedOutputReader output;
    private JsonNode response = JsonNode.MISSING;
    private List<OutputItemReader> items = List.of();
    private boolean begun;
    private boolean complete;

    ResponsesStreamReader(WireCall call) {
        this.call = call;
        this.output = new StreamedOutputReader(call);
    }

    @Override
    public boolean accept(Frame frame, Consumer<StreamEvent> events) {
        return read(frame, event -> {
            begin(events);
            events.accept(event);
        });
    }

    /** What the response says of itself before its first item, told once there is one. */
    private void begin(Consumer<StreamEvent> events) {
        if (!begun && response.isObject()) {
            events.accept(new StreamEvent.Start(ResponsesAnswerReader.of(response, List.of(), call)));
        }
        begun = true;
    }

    private boolean read(Frame frame, Consumer<StreamEvent> events) {
        if (frame.data().size() < 16 && frame.text().strip().equals("[DONE]")) {
            return true;
        }
        JsonNode event = frame.json();
        String type = event.filled("type").orElse(frame.type());
        switch (type) {
            case "", "error" -> failIfError(type, event);
            case "response.failed" ->
                throw call.failures().reported(event.has("response") ? event.get("response") : event);
            case "response.created", "response.queued", "response.in_progress" -> response = event.get("response");
            case "response.output_item.added" -> output.begin(event, response, events);
            case "response.output_item.done" -> output.complete(event, response, events);
            case "response.output_text.delta" -> output.text(event, events);
            case "response.refusal.delta" -> output.refusal(event, events);
            case "response.reasoning_summary_text.delta" -> output.reasoning(event, "summary_index", events);
            case "response.reasoning_text.delta" -> output.reasoning(event, "content_index", events);
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                output.arguments(event, events);
            case "response.completed", "response.incomplete" -> {
                end(event.get("response"), type.substring("response.".length()), events);
                return true;
            }
            default -> {
                // Steps of tools the provider runs, keep-alives, and repetitions of what the deltas said.
            }
        }
        return false;
    }

    private void failIfError(String type, JsonNode event) {
        if (!type.isEmpty()
                || event.has("error")
                || !ErrorBody.of(event).message().isEmpty()) {
            throw call.failures().reported(event);
        }
    }

    private void end(JsonNode last, String status, Consumer<StreamEvent> events) {
        ResponsesAnswerReader.failIfFailed(last, call);
        response = last.has("status") ? last : withStatus(last.isObject() ? last : response, status);
        items = output.end(OutputItemReader.all(last, call), response, events);
        complete = true;
    }

    private static JsonNode withStatus(JsonNode response, String status) {
        Map<String, Object> more = new LinkedHashMap<>(response.object());
        more.put("status", status);
        return JsonNode.of(more);
    }

    @Override
    public boolean finish(Consumer<StreamEvent> events) {
        return complete;
    }

    @Override
    public LLMResponse assemble() {
        return ResponsesAnswerReader.of(response, items, call);
    }
}
