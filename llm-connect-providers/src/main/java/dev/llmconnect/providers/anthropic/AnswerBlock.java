package dev.llmconnect.providers.anthropic;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.providers.json.Json;
import dev.llmconnect.providers.json.JsonNode;
import dev.llmconnect.providers.wire.ToolArguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One block of an answer, whole or put together from its deltas. */
final class AnswerBlock {
    private final Map<String, Object> raw;
    private final String type;
    /** Which call of the answer it is, where it is one. */
    private final int toolIndex;

    private final Consumer<StreamEvent> events;
    private final StringBuilder words = new StringBuilder();
    private final StringBuilder input = new StringBuilder();
    private final List<Object> citations = new ArrayList<>();

    AnswerBlock(JsonNode start, int toolIndex, Consumer<StreamEvent> events) {
        this.raw = new LinkedHashMap<>(start.object());
        this.type = start.textOrEmpty("type");
        this.toolIndex = toolIndex;
        this.events = events;
        start.items("citations").forEach(citation -> citations.add(citation.object()));
        if (isText()) {
            say(start.textOrEmpty("text"));
        } else if (isThinking()) {
            think(start.textOrEmpty("thinking"));
        } else if (isToolUse()) {
            events.accept(new StreamEvent.ToolCallDelta(toolIndex, id(), start.textOrEmpty("name"), "", extras()));
        }
    }

    boolean isText() {
        return type.equals("text");
    }

    boolean isThinking() {
        return type.equals("thinking");
    }

    boolean isToolUse() {
        return type.equals("tool_use");
    }

    /** The name of the model that takes over here, or nothing. */
    String fallbackModel() {
        return type.equals("fallback") ? JsonNode.of(raw).get("to").textOrEmpty("model") : "";
    }

    String id() {
        return JsonNode.of(raw).textOrEmpty("id");
    }

    /** What was said or thought. */
    String words() {
        return words.toString();
    }

    /** Takes a delta; one of an unknown kind changes nothing. */
    void add(JsonNode delta) {
        switch (delta.textOrEmpty("type")) {
            case "text_delta" -> say(delta.textOrEmpty("text"));
            case "thinking_delta" -> think(delta.textOrEmpty("thinking"));
            case "signature_delta" -> raw.put("signature", delta.textOrEmpty("signature"));
            case "input_json_delta" -> input(delta.textOrEmpty("partial_json"));
            case "citations_delta" -> citations.add(delta.object("citation"));
            case "compaction_delta" ->
                delta.object().forEach((name, value) -> {
                    if (!name.equals("type")) {
                        raw.put(name, value);
                    }
                });
            default -> {}
        }
    }

    /** No more deltas will come. */
    void close() {
        if (input.isEmpty()) {
            Map<String, Object> whole = JsonNode.of(raw).object("input");
            if (isToolUse() && !whole.isEmpty()) {
                events.accept(new StreamEvent.ToolCallDelta(toolIndex, null, null, Json.text(whole)));
            }
        } else if (!isToolUse()) {
            raw.put(
                    "input",
                    ToolArguments.call("", "", input.toString(), Map.of()).arguments());
        }
        if (isText()) {
            raw.put("text", words());
        } else if (isThinking()) {
            raw.put("thinking", words());
        }
        events.accept(new StreamEvent.PartEnd(parts()));
    }

    ToolCall toolCall() {
        JsonNode call = JsonNode.of(raw);
        String name = call.textOrEmpty("name");
        return input.isEmpty()
                ? ToolArguments.call(id(), name, call.object("input"), extras())
                : ToolArguments.call(id(), name, input.toString(), extras());
    }

    private Map<String, Object> extras() {
        return without("type", "id", "name", "input");
    }

    /** The block as it has to be sent back to go on, with what only Anthropic says of it. */
    List<ContentPart> parts() {
        if (!isText()) {
            return List.of(part());
        }
        List<ContentPart> parts = new ArrayList<>();
        parts.add(new Text(words()));
        Map<String, Object> more = without("type", "text", "citations");
        if (!more.isEmpty()) {
            parts.add(new Hint(AnthropicMessages.NAME, more));
        }
        citations.forEach(citation -> parts.add(citation(JsonNode.of(citation))));
        return parts;
    }

    /** A page of a document, a block of it or a character of it says where to look in the source, not in the answer. */
    private static Citation citation(JsonNode raw) {
        return Citation.builder()
                .url(raw.filled("url").orElse(null))
                .title(raw.filled("title").or(() -> raw.filled("document_title")).orElse(null))
                .quote(raw.filled("cited_text").orElse(null))
                .raw(AnthropicMessages.NAME, raw.object())
                .build();
    }

    private ContentPart part() {
        if (isToolUse()) {
            return toolCall();
        }
        if (isThinking() || type.equals("redacted_thinking")) {
            return Reasoning.of(words(), JsonNode.of(raw).filled("signature").orElse(null), raw);
        }
        return new Opaque(AnthropicMessages.NAME, raw);
    }

    private Map<String, Object> without(String... names) {
        Map<String, Object> rest = new LinkedHashMap<>(raw);
        rest.keySet().removeAll(List.of(names));
        rest.values().removeIf(value -> value == null || value.equals(List.of()));
        return rest;
    }

    private void say(String more) {
        if (!more.isEmpty()) {
            words.append(more);
            events.accept(new StreamEvent.Text(more));
        }
    }

    private void think(String more) {
        if (!more.isEmpty()) {
            words.append(more);
            events.accept(new StreamEvent.Reasoning(more));
        }
    }

    private void input(String more) {
        if (!more.isEmpty()) {
            input.append(more);
            if (isToolUse()) {
                events.accept(new StreamEvent.ToolCallDelta(toolIndex, null, null, more));
            }
        }
    }
}
