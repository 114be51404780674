package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.StreamedArguments;
import dev.llmconnect.formats.wire.ToolArguments;
import dev.llmconnect.formats.wire.ToolCallIds;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One block of an answer, whole or put together from its deltas. */
final class AnswerBlock {
    /** Where deltas have their text. */
    private static final List<String> TEXTS = List.of("text", "thinking", "partial_json");

    private final Map<String, Object> raw;
    private String type;
    /** Which call of the answer it is, where it is one. */
    private final int toolIndex;

    private final WireCall call;
    private final Consumer<StreamEvent> events;
    private final StringBuilder words = new StringBuilder();
    /** Of a tool for the caller to run. */
    private final StreamedArguments arguments;
    /** Of a tool that Anthropic runs. */
    private final StringBuilder input = new StringBuilder();
    /** Anthropic's id of the call, or one of ours. */
    private final String callId;

    private final List<Object> citations = new ArrayList<>();
    /** Texts of a block that is only kept, while they grow. */
    private final Map<String, StringBuilder> kept = new HashMap<>();

    /** @param answerId the id of the message */
    AnswerBlock(JsonNode start, int toolIndex, String answerId, WireCall call, Consumer<StreamEvent> events) {
        this.raw = new LinkedHashMap<>(start.object());
        this.type = start.textOrEmpty("type");
        this.toolIndex = toolIndex;
        this.events = events;
        this.call = call;
        this.arguments = new StreamedArguments(call);
        this.callId = start.filled("id").orElseGet(() -> ToolCallIds.of(call, answerId, toolIndex));
        start.items("citations").forEach(citation -> citations.add(citation.object()));
        if (isText()) {
            say(call.text(start, "text"));
        } else if (isThinking()) {
            think(call.text(start, "thinking"));
        } else if (isToolUse()) {
            if (start.filled("name").isEmpty()) {
                throw call.failures().malformed("a tool call has no name");
            }
            events.accept(new StreamEvent.ToolCallDelta(toolIndex, callId, start.textOrEmpty("name"), "", extras()));
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

    /** Whether its arguments, if there are any, have come to their end. */
    boolean hasWholeArguments() {
        return arguments.isEmpty() || arguments.isComplete();
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
            case "text_delta" -> {
                if (is("text")) {
                    say(call.text(delta, "text"));
                } else {
                    keep("text", call.text(delta, "text"));
                }
            }
            case "thinking_delta" -> {
                if (is("thinking")) {
                    think(call.text(delta, "thinking"));
                } else {
                    keep("thinking", call.text(delta, "thinking"));
                }
            }
            case "signature_delta" -> raw.put("signature", delta.textOrEmpty("signature"));
            case "input_json_delta" -> input(delta.get("partial_json"));
            case "citations_delta" -> citations.add(delta.object("citation"));
            case "compaction_delta" ->
                delta.object().forEach((name, value) -> {
                    if (!name.equals("type")) {
                        raw.put(name, value);
                    }
                });
            default -> {
                if (TEXTS.stream().anyMatch(delta::has)) {
                    throw call.failures().malformed("it has text of an unknown kind");
                }
                // What is no text may be added by a later version.
            }
        }
    }

    /** Whether it is of that type; a block that has not said its type is of that of its first delta. */
    private boolean is(String wanted) {
        if (type.isEmpty()) {
            type = wanted;
            raw.put("type", wanted);
        }
        return type.equals(wanted);
    }

    /** Text of a block that is only kept. */
    private void keep(String name, String more) {
        kept.computeIfAbsent(name, any -> new StringBuilder(JsonNode.of(raw).textOrEmpty(name)))
                .append(more);
    }

    /** No more deltas will come. */
    void close(boolean cut) {
        kept.forEach((name, text) -> raw.put(name, text.toString()));
        if (isToolUse()) {
            endArguments(cut);
        } else if (!input.isEmpty()) {
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

    /** A message in one piece has the whole input in its block; in a stream it is empty there, or says what the deltas say. */
    private void endArguments(boolean cut) {
        JsonNode whole = JsonNode.of(raw).get("input");
        boolean told = whole.exists() && !whole.object().isEmpty();
        if (told && !arguments.isEmpty() && !arguments.repeats(Json.text(whole.raw()))) {
            throw call.failures().malformed("the input of a tool call differs from its pieces");
        }
        String rest = (arguments.isEmpty() ? arguments.add(whole) : "") + arguments.finish(cut);
        if (!rest.isEmpty()) {
            events.accept(new StreamEvent.ToolCallDelta(toolIndex, null, null, rest));
        }
    }

    private ToolCall toolCall() {
        return ToolArguments.call(callId, JsonNode.of(raw).textOrEmpty("name"), arguments.toString(), extras());
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
            parts.add(new Hint(MessagesWire.NAME, more));
        }
        citations.forEach(citation -> parts.add(citation(JsonNode.of(citation))));
        return parts;
    }

    /** A page of a document, a block of it or a character of it says where to look in the source, not in the answer. */
    private static Citation citation(JsonNode raw) {
        return Citation.builder()
                .url(raw.filled("url").orElse(null))
                .title(raw.filled("title")
                        .or(() -> raw.filled("document_title"))
                        .orElse(null))
                .quote(raw.filled("cited_text").orElse(null))
                .raw(MessagesWire.NAME, raw.object())
                .build();
    }

    private ContentPart part() {
        if (isToolUse()) {
            return toolCall();
        }
        if (isThinking() || type.equals("redacted_thinking")) {
            return Reasoning.of(words(), JsonNode.of(raw).filled("signature").orElse(null), raw);
        }
        return new Opaque(MessagesWire.NAME, raw);
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

    private void input(JsonNode piece) {
        if (!isToolUse()) {
            input.append(piece.text().orElseGet(() -> piece.exists() ? Json.text(piece.raw()) : ""));
            return;
        }
        String more = arguments.add(piece);
        if (!more.isEmpty()) {
            events.accept(new StreamEvent.ToolCallDelta(toolIndex, null, null, more));
        }
    }
}
