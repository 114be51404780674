package dev.llmconnect.providers.ollama;

import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import dev.llmconnect.providers.json.JsonNode;
import dev.llmconnect.providers.openai.ThinkTags;
import dev.llmconnect.providers.wire.ToolArguments;
import dev.llmconnect.providers.wire.WireCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts an answer together, from one object or from many: they have the same form. */
final class OllamaAnswer {
    private final WireCall call;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ToolCall> toolCalls = new ArrayList<>();
    private Consumer<StreamEvent> events = event -> {};
    private final ThinkTags text = new ThinkTags(this::think, this::say);
    private String model = "";
    private @Nullable String doneReason;
    private boolean done;
    private Usage usage = Usage.NONE;

    OllamaAnswer(WireCall call) {
        this.call = call;
    }

    boolean isDone() {
        return done;
    }

    void add(JsonNode piece, Consumer<StreamEvent> out) {
        events = out;
        if (piece.has("error")) {
            throw call.failures().reported(piece);
        }
        if (model.isEmpty()) {
            model = piece.textOrEmpty("model");
        }
        JsonNode message = piece.get("message");
        message.filled("thinking").ifPresent(this::think);
        message.filled("content").ifPresent(text::accept);
        message.items("tool_calls").forEach(this::toolCall);
        if (piece.isTrue("done")) {
            done = true;
            doneReason = piece.filled("done_reason").orElse(null);
            usage = Usage.of(
                    piece.number("prompt_eval_count").orElse(0),
                    piece.number("eval_count").orElse(0));
        }
    }

    void finish(Consumer<StreamEvent> out) {
        events = out;
        text.finish();
    }

    private void toolCall(JsonNode item) {
        JsonNode function = item.get("function");
        String name = function.textOrEmpty("name");
        JsonNode arguments = function.get("arguments");
        ToolCall toolCall = arguments.isText()
                ? ToolArguments.call(item.textOrEmpty("id"), name, function.textOrEmpty("arguments"), Map.of())
                : ToolArguments.call(item.textOrEmpty("id"), name, arguments.object(), Map.of());
        events.accept(new StreamEvent.ToolCallDelta(toolCalls.size(), toolCall.id(), name, toolCall.argumentsJson()));
        toolCalls.add(toolCall);
    }

    private void think(String words) {
        reasoning.append(words);
        events.accept(new StreamEvent.Reasoning(words));
    }

    private void say(String words) {
        content.append(words);
        events.accept(new StreamEvent.Text(words));
    }

    LLMResponse assemble() {
        return LLMResponse.builder()
                .reasoning(reasoning.toString())
                .content(content.toString())
                .toolCalls(toolCalls)
                .model(model)
                .usage(usage)
                .finishReason("length".equals(doneReason) ? FinishReason.LENGTH : FinishReason.STOP)
                .providerFinishReason(doneReason)
                .build();
    }
}
