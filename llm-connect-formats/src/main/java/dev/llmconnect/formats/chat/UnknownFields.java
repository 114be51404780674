package dev.llmconnect.formats.chat;

import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a provider says in fields that an answer has no place for: beside the choices, in the choice, in the message. Pieces of a
 * stream are put together so that they come to what the answer in one piece would have held: lists are continued, objects are merged,
 * and of anything else the latest counts.
 */
final class UnknownFields {
    /** Known, or without meaning for a whole answer, as the padding of a chunk is. */
    private static final Set<String> KNOWN_ABOVE =
            Set.of("object", "model", "choices", "usage", "error", "obfuscation");

    private static final Set<String> KNOWN_OF_CHOICE = Set.of("index", "message", "delta", "finish_reason");
    private static final Set<String> KNOWN_OF_MESSAGE = Set.of(
            "role",
            "content",
            "refusal",
            "reasoning_content",
            "reasoning",
            "reasoning_details",
            "tool_calls",
            "function_call",
            "extra_content",
            "images",
            "audio");
    /** Said once, whatever later chunks say. */
    private static final Set<String> FIRST_COUNTS = Set.of("id", "created");

    private final Map<String, Object> top = new LinkedHashMap<>();
    private final Map<String, Object> choice = new LinkedHashMap<>();
    private final Map<String, Object> message = new LinkedHashMap<>();
    private Map<String, Object> usage = Map.of();

    /** Takes what stands beside the choices; every chunk repeats it or says more. */
    void ofAnswer(JsonNode body) {
        body.object().forEach((name, value) -> {
            boolean said = FIRST_COUNTS.contains(name) && top.containsKey(name);
            if (value != null && !value.equals("") && !said && !KNOWN_ABOVE.contains(name)) {
                put(top, name, value, false);
            }
        });
    }

    /** Takes the counted tokens, of which the last ones count. */
    void ofUsage(JsonNode counted) {
        usage = counted.object();
    }

    void ofChoice(JsonNode said) {
        said.object().forEach((name, value) -> {
            if (value != null && !KNOWN_OF_CHOICE.contains(name)) {
                put(choice, name, value, true);
            }
        });
    }

    void ofMessage(JsonNode said) {
        said.object().forEach((name, value) -> {
            if (value != null && !KNOWN_OF_MESSAGE.contains(name)) {
                put(message, name, value, true);
            }
        });
    }

    /** What was said so far beside the choices. */
    Map<String, Object> above() {
        return top;
    }

    /** All of it in the shape of a whole answer. */
    Map<String, Object> whole() {
        Map<String, Object> first = new LinkedHashMap<>(choice);
        if (!message.isEmpty()) {
            first.put("message", message);
        }
        Map<String, Object> whole = new LinkedHashMap<>(top);
        if (!first.isEmpty()) {
            whole.put("choices", List.of(first));
        }
        if (!usage.isEmpty()) {
            whole.put("usage", usage);
        }
        return whole;
    }

    /**
     * Adds a piece.
     *
     * @param continues whether a list goes on where it was, and is not said anew
     */
    private static void put(Map<String, Object> into, String name, Object value, boolean continues) {
        Object present = into.get(name);
        if (present instanceof Pieces pieces && value instanceof Map<?, ?>) {
            JsonNode.of(value).object().forEach((key, member) -> {
                if (member != null) {
                    put(pieces, key, member, continues);
                }
            });
        } else if (continues && present instanceof Continued list && value instanceof List<?> more) {
            list.addAll(more);
        } else {
            into.put(name, own(value));
        }
    }

    /** A copy that further pieces can be added to. */
    private static Object own(Object value) {
        if (value instanceof Map<?, ?>) {
            Pieces pieces = new Pieces();
            JsonNode.of(value)
                    .object()
                    .forEach((name, member) -> pieces.put(name, member == null ? null : own(member)));
            return pieces;
        }
        return value instanceof List<?> list ? new Continued(list) : value;
    }

    private static final class Pieces extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1L;
    }

    private static final class Continued extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;

        Continued(List<?> list) {
            super(list);
        }
    }
}
