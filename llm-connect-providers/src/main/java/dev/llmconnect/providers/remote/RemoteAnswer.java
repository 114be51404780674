package dev.llmconnect.providers.remote;

import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import dev.llmconnect.providers.json.Json;
import dev.llmconnect.providers.json.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the answer of the wire contract, section 2, back into what it was written from. */
final class RemoteAnswer {
    /** What {@link LLMResponse#toMap()} makes from fields of its own; the rest of the metadata is passed on as it is. */
    private static final Set<String> FIELDS =
            Set.of("provider_finish_reason", "reasoning", "refusal", "tool_calls", "usage_details");

    private RemoteAnswer() {}

    static LLMResponse read(JsonNode answer) {
        JsonNode metadata = answer.get("metadata");
        LLMResponse.Builder response = LLMResponse.builder()
                .content(answer.textOrEmpty("content"))
                .model(answer.textOrEmpty("model"))
                .finishReason(new FinishReason(answer.text("finish_reason").orElse("stop")))
                .providerFinishReason(metadata.text("provider_finish_reason").orElse(null))
                .reasoning(metadata.text("reasoning").orElse(null))
                .refusal(metadata.text("refusal").orElse(null))
                .usage(Usage.fromMap(answer.object("usage"), metadata.object("usage_details")))
                .toolCalls(toolCalls(metadata.items("tool_calls")));
        for (Map.Entry<String, Object> entry : metadata.object().entrySet()) {
            if (!FIELDS.contains(entry.getKey())) {
                response.metadata(entry.getKey(), entry.getValue());
            }
        }
        return response.build();
    }

    private static List<ToolCall> toolCalls(List<JsonNode> items) {
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode item : items) {
            Map<String, Object> arguments = item.object("arguments");
            calls.add(new ToolCall(
                    item.textOrEmpty("id"),
                    item.textOrEmpty("name"),
                    arguments,
                    item.text("arguments_text").orElseGet(() -> Json.text(arguments))));
        }
        return calls;
    }

    /** A tool call comes whole with the answer, and so as one event. */
    static void toolCallEvents(LLMResponse response, Consumer<StreamEvent> events) {
        for (int i = 0; i < response.toolCalls().size(); i++) {
            ToolCall call = response.toolCalls().get(i);
            events.accept(new StreamEvent.ToolCallDelta(i, call.id(), call.name(), call.argumentsJson()));
        }
    }
}
