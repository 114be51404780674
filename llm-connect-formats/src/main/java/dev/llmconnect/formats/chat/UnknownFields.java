package dev.llmconnect.formats.chat;

import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a provider says beside the choices in fields that an answer has no place for. Pieces of a stream are put together so that they
 * come to what the answer in one piece would have held: lists are continued, objects are merged, and of anything else the latest counts.
 */
final class UnknownFields {
    /** Known, or without meaning for a whole answer, as the padding of a chunk is. */
    private static final Set<String> KNOWN_ABOVE =
            Set.of("object", "model", "choices", "usage", "error", "obfuscation");

    /** Said once, whatever later chunks say. */
    private static final Set<String> FIRST_COUNTS = Set.of("id", "created");

    private final Map<String, Object> top = new LinkedHashMap<>();
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

    /** What was said so far beside the choices. */
    Map<String, Object> above() {
        return top;
    }

    /**
     * All of it in the shape of a whole answer.
     *
     * @param choices what was said of each choice, in their order
     */
    Map<String, Object> whole(List<Map<String, Object>> choices) {
        Map<String, Object> whole = new LinkedHashMap<>(top);
        for (Map<String, Object> choice : choices) {
            if (!choice.isEmpty()) {
                whole.put("choices", choices);
            }
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
    static void put(Map<String, Object> into, String name, Object value, boolean continues) {
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
