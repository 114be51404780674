package dev.llmconnect.formats.chat;

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
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts tool calls together, whole ones and such as come in pieces, whatever providers do with indexes, ids and arguments. Each ends as a
 * whole call, or the answer is malformed: none is without a name, and no two become one.
 */
final class ToolCalls {
    private final WireCall call;
    private final Supplier<String> answerId;
    private final List<Pending> calls = new ArrayList<>();
    /** The last call of each id, and of each index. */
    private final Map<String, Pending> byId = new HashMap<>();

    private final Map<Long, Pending> byIndex = new HashMap<>();

    /** @param answerId the provider's id of the answer, as far as it is known */
    ToolCalls(WireCall call, Supplier<String> answerId) {
        this.call = call;
        this.answerId = answerId;
    }

    /** Takes an element of {@code tool_calls} that is a whole call. One that says nothing is a place-holder and no call. */
    void addWhole(JsonNode whole, Consumer<StreamEvent> events) {
        if (!isEmpty(whole)) {
            fill(start(OptionalLong.empty()), whole, events);
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
        if (isEmpty(piece)) {
            return;
        }
        Pending pending = find(piece);
        fill(pending == null ? start(piece.number("index")) : pending, piece, events);
    }

    /**
     * No piece will follow.
     *
     * @param cut whether the answer was cut off, so that the last call may be without its name or its end
     */
    void finish(boolean cut, Consumer<StreamEvent> events) {
        for (Pending pending : calls) {
            if (!pending.name.isEmpty()) {
                pending.finish(cut, events);
            } else if (!cut) {
                throw call.failures().malformed("a tool call has no name");
            }
        }
        calls.removeIf(pending -> pending.name.isEmpty());
    }

    /** The calls, in order. */
    List<ToolCall> assemble() {
        return calls.isEmpty()
                ? List.of()
                : calls.stream().map(Pending::assemble).toList();
    }

    private static boolean isEmpty(JsonNode piece) {
        JsonNode arguments = arguments(piece);
        return name(piece).isEmpty()
                && piece.filled("id").isEmpty()
                && !piece.has("extra_content")
                && (!arguments.exists()
                        || arguments.text().map(String::isBlank).orElse(false)
                        || (arguments.isObject() && arguments.object().isEmpty()));
    }

    /**
     * The call that a piece belongs to; {@code null} where it begins another. By the id where it is known, since some count indexes
     * otherwise in later pieces; then by the index. But some give every call the index 0, so that another id or name, or arguments after
     * complete ones, begin another call. Without both, a name begins a call and anything else continues the last one.
     */
    private @Nullable Pending find(JsonNode piece) {
        String id = piece.textOrEmpty("id");
        String name = name(piece);
        Pending known = byId.get(id);
        if (known != null) {
            return known;
        }
        OptionalLong index = piece.number("index");
        Pending there = index.isPresent() ? byIndex.get(index.getAsLong()) : null;
        Pending last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
        if (there != null) {
            return name.isEmpty() || there.continuesWith(id, name, arguments(piece)) ? there : null;
        }
        if (!name.isEmpty()) {
            boolean repeatsName =
                    index.isEmpty() && last != null && last.isBegun() && last.continuesWith(id, name, arguments(piece));
            return repeatsName ? last : null;
        }
        // Neither a name nor a known index: the rest of the call that is open, or the beginning of one whose name comes
        // later.
        return last != null && last.isOpen() && (id.isEmpty() || index.isEmpty()) ? last : null;
    }

    private Pending start(OptionalLong index) {
        Pending pending = new Pending(calls.size());
        calls.add(pending);
        index.ifPresent(number -> byIndex.put(number, pending));
        return pending;
    }

    private void fill(Pending pending, JsonNode piece, Consumer<StreamEvent> events) {
        if (pending.id.isEmpty()) {
            pending.identify(piece.scalar("id").orElse(""));
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
        pending.add(arguments(piece));
        pending.tell(events);
    }

    private static JsonNode inner(JsonNode call) {
        JsonNode custom = call.get("custom");
        return custom.filled("name").isPresent() || custom.filled("input").isPresent() ? custom : call.get("function");
    }

    private static String name(JsonNode call) {
        return inner(call).textOrEmpty("name");
    }

    private static JsonNode arguments(JsonNode call) {
        JsonNode inner = inner(call);
        return inner.has("arguments") ? inner.get("arguments") : inner.get("input");
    }

    private final class Pending {
        private final int position;
        private String id = "";
        private String name = "";
        private final StreamedArguments arguments = new StreamedArguments(call);
        /** What a tool that takes any text is given. */
        private final StringBuilder input = new StringBuilder();

        private final StringBuilder unsent = new StringBuilder();
        private final Map<String, Object> extras = new LinkedHashMap<>();
        private boolean announced;

        Pending(int position) {
            this.position = position;
        }

        void identify(String known) {
            id = known;
            if (!known.isEmpty()) {
                byId.merge(known, this, (one, other) -> one.position > other.position ? one : other);
            }
        }

        /** Whether a piece that has a name and no known id says more of this call, and does not begin another. */
        boolean continuesWith(String otherId, String otherName, JsonNode more) {
            boolean another = (!otherId.isEmpty() && !id.isEmpty()) || (!name.isEmpty() && !name.equals(otherName));
            if (another) {
                return false;
            }
            String text = more.text().orElseGet(() -> more.exists() ? Json.text(more.raw()) : "");
            return !arguments.isComplete() || text.isBlank() || arguments.repeats(text);
        }

        boolean isBegun() {
            return !arguments.isEmpty();
        }

        boolean isOpen() {
            return !arguments.isComplete();
        }

        private boolean isCustom() {
            return "custom".equals(extras.get("type"));
        }

        void add(JsonNode more) {
            if (isCustom()) {
                String text = more.text().orElseGet(() -> more.exists() ? Json.text(more.raw()) : "");
                input.append(text);
                unsent.append(text);
            } else {
                unsent.append(arguments.add(more));
            }
        }

        /** The first event carries id and name, so it waits for the name. */
        void tell(Consumer<StreamEvent> events) {
            if (name.isEmpty() || (announced && unsent.isEmpty())) {
                return;
            }
            if (id.isEmpty()) {
                identify(ToolCallIds.of(call, answerId.get(), position));
            }
            events.accept(
                    announced
                            ? new StreamEvent.ToolCallDelta(position, null, null, unsent.toString())
                            : new StreamEvent.ToolCallDelta(position, id, name, unsent.toString(), extras));
            announced = true;
            unsent.setLength(0);
        }

        void finish(boolean cut, Consumer<StreamEvent> events) {
            if (!isCustom()) {
                unsent.append(arguments.finish(cut));
            }
            tell(events);
        }

        ToolCall assemble() {
            return ToolArguments.call(id, name, isCustom() ? input.toString() : arguments.toString(), extras);
        }
    }
}
