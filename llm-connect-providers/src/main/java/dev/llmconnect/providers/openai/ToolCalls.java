package dev.llmconnect.providers.openai;

import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.providers.json.Json;
import dev.llmconnect.providers.json.JsonNode;
import dev.llmconnect.providers.wire.ToolArguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts tool calls together, whole ones and such as come in pieces, whatever providers do with indexes and ids. */
final class ToolCalls {
    private final List<Pending> calls = new ArrayList<>();

    /** Takes an element of {@code tool_calls} that is a whole call. One without a name is a place-holder and no call. */
    void addWhole(JsonNode call, Consumer<StreamEvent> events) {
        if (!name(call).isEmpty()) {
            fill(start(OptionalLong.empty()), call, events);
        }
    }

    /** Takes the legacy {@code function_call}. */
    void addLegacy(JsonNode function, Consumer<StreamEvent> events) {
        if (function.isObject() && (!calls.isEmpty() || function.filled("name").isPresent())) {
            Pending pending = calls.isEmpty() ? start(OptionalLong.of(0)) : calls.get(0);
            fill(pending, JsonNode.of(Map.of("function", function.object())), events);
        }
    }

    /** Takes an element of a delta's {@code tool_calls}. */
    void addPiece(JsonNode piece, Consumer<StreamEvent> events) {
        Pending pending = find(piece);
        if (pending == null) {
            boolean empty = name(piece).isEmpty()
                    && piece.filled("id").isEmpty()
                    && arguments(piece).isEmpty();
            if (empty) {
                return;
            }
            pending = start(piece.number("index"));
        }
        fill(pending, piece, events);
    }

    /** The calls so far, in order. */
    List<ToolCall> assemble() {
        return calls.stream().map(Pending::assemble).toList();
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /**
     * By index, where there is one; but some give every call the index 0, so that another id with a name begins another call. Without
     * an index by id; without either, a name begins a call and anything else continues the last one.
     */
    private @Nullable Pending find(JsonNode piece) {
        String id = piece.textOrEmpty("id");
        OptionalLong index = piece.number("index");
        if (index.isPresent()) {
            for (int i = calls.size() - 1; i >= 0; i--) {
                Pending pending = calls.get(i);
                if (pending.index.equals(index)) {
                    boolean other = !id.isEmpty() && !pending.id.isEmpty() && !id.equals(pending.id);
                    return other && !name(piece).isEmpty() ? null : pending;
                }
            }
            return null;
        }
        if (!id.isEmpty()) {
            return calls.stream()
                    .filter(pending -> pending.id.equals(id))
                    .findFirst()
                    .orElse(null);
        }
        return calls.isEmpty() || !name(piece).isEmpty() ? null : calls.get(calls.size() - 1);
    }

    private Pending start(OptionalLong index) {
        Pending pending = new Pending(calls.size(), index);
        calls.add(pending);
        return pending;
    }

    private static void fill(Pending pending, JsonNode piece, Consumer<StreamEvent> events) {
        if (pending.id.isEmpty()) {
            pending.id = piece.scalar("id").orElse("");
        }
        if (pending.name.isEmpty()) {
            pending.name = name(piece);
        }
        if (piece.textOrEmpty("type").equals("custom")) {
            pending.extras.put("type", "custom");
        }
        if (piece.has("extra_content")) {
            pending.extras.put("extra_content", piece.object("extra_content"));
        }
        String more = arguments(piece);
        pending.arguments.append(more);
        pending.unsent.append(more);
        pending.tell(events);
    }

    private static JsonNode inner(JsonNode call) {
        JsonNode custom = call.get("custom");
        return custom.filled("name").isPresent() || custom.filled("input").isPresent() ? custom : call.get("function");
    }

    private static String name(JsonNode call) {
        return inner(call).textOrEmpty("name");
    }

    private static String arguments(JsonNode call) {
        JsonNode inner = inner(call);
        JsonNode arguments = inner.has("arguments") ? inner.get("arguments") : inner.get("input");
        return arguments.text().orElseGet(() -> arguments.exists() ? Json.text(arguments.raw()) : "");
    }

    private static final class Pending {
        private final int position;
        private final OptionalLong index;
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
        private final StringBuilder unsent = new StringBuilder();
        private final Map<String, Object> extras = new LinkedHashMap<>();
        private boolean announced;

        Pending(int position, OptionalLong index) {
            this.position = position;
            this.index = index;
        }

        /** The first event carries id and name, so it waits for the name. */
        void tell(Consumer<StreamEvent> events) {
            if (name.isEmpty() || (announced && unsent.isEmpty())) {
                return;
            }
            events.accept(
                    announced
                            ? new StreamEvent.ToolCallDelta(position, null, null, unsent.toString())
                            : new StreamEvent.ToolCallDelta(position, id, name, unsent.toString(), extras));
            announced = true;
            unsent.setLength(0);
        }

        ToolCall assemble() {
            return ToolArguments.call(id, name, arguments.toString(), extras);
        }
    }
}
