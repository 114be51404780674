package dev.llmconnect.formats.ollama;

import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.chat.ThinkTags;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.StreamedArguments;
import dev.llmconnect.formats.wire.ToolArguments;
import dev.llmconnect.formats.wire.ToolCallIds;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts an answer together, from one object or from many: they have the same form. */
final class OllamaAnswerReader {
    private final WireCall call;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ToolCall> toolCalls = new ArrayList<>();
    private Consumer<StreamEvent> events = event -> {};
    private final ThinkTags text = new ThinkTags(this::think, this::say);
    private String model = "";
    private @Nullable String doneReason;
    private boolean started;
    private boolean done;
    private Usage usage = Usage.NONE;

    OllamaAnswerReader(WireCall call) {
        this.call = call;
    }

    boolean isDone() {
        return done;
    }

    void add(JsonNode piece, Consumer<StreamEvent> out) {
        events = startingWith(out);
        if (piece.has("error") || (isForeign(piece) && call.failures().hasWords(piece))) {
            throw call.failures().noAnswer(piece, "it has no message");
        }
        if (isForeign(piece)) {
            // A later version may send more kinds of objects.
            return;
        }
        if (model.isEmpty()) {
            model = piece.textOrEmpty("model");
        }
        JsonNode message = piece.get("message");
        String thought = call.text(message, "thinking");
        if (!thought.isEmpty()) {
            think(thought);
        }
        String said = call.text(message, "content");
        if (!said.isEmpty()) {
            text.accept(said);
        }
        message.items("tool_calls").forEach(this::toolCall);
        if (piece.isTrue("done")) {
            done = true;
            doneReason = piece.filled("done_reason").orElse(null);
            usage = Usage.of(
                    piece.number("prompt_eval_count").orElse(0),
                    piece.number("eval_count").orElse(0));
        }
    }

    private static boolean isForeign(JsonNode piece) {
        return !piece.has("message") && !piece.has("done");
    }

    void finish(Consumer<StreamEvent> out) {
        events = startingWith(out);
        text.finish();
    }

    private Consumer<StreamEvent> startingWith(Consumer<StreamEvent> out) {
        return event -> {
            if (!started) {
                started = true;
                out.accept(
                        new StreamEvent.Start(LLMResponse.builder().model(model).build()));
            }
            out.accept(event);
        };
    }

    /** Ollama gives no ids, and wants none back. */
    private void toolCall(JsonNode item) {
        JsonNode function = item.get("function");
        String name = function.textOrEmpty("name");
        if (name.isEmpty()) {
            throw call.failures().malformed("a tool call has no name");
        }
        int position = toolCalls.size();
        String id =
                item.filled("id").or(() -> function.filled("id")).orElseGet(() -> ToolCallIds.of(call, "", position));
        StreamedArguments arguments = new StreamedArguments(call);
        String begun = arguments.add(function.get("arguments"));
        events.accept(new StreamEvent.ToolCallDelta(position, id, name, begun + arguments.finish(false)));
        toolCalls.add(ToolArguments.call(id, name, arguments.toString(), Map.of()));
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
                .finishReason(finishReason(doneReason))
                .providerFinishReason(doneReason)
                .build();
    }

    /**
     * The contract's word for {@code done_reason} (https://docs.ollama.com/api/chat), which older servers leave out. One that is not known
     * ({@code load}, {@code unload}) is an error: it is not said that the answer is complete.
     */
    private static FinishReason finishReason(@Nullable String word) {
        return switch (word == null ? "" : word) {
            case "", "stop" -> FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            default -> FinishReason.ERROR;
        };
    }
}
