package dev.llmconnect.formats.responses;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the item of a whole answer that an item of its stream was a part of: the first of its kind, a call by its id. Not thread-safe. */
final class Counterparts {
    private final List<Map<String, Object>> all;
    private final Map<String, Deque<Map<String, Object>>> byType = new HashMap<>();
    private final Map<String, Deque<Map<String, Object>>> byCall = new HashMap<>();
    private final Set<Map<String, Object>> taken = Collections.newSetFromMap(new IdentityHashMap<>());

    Counterparts(List<Map<String, Object>> complete) {
        all = complete;
        for (Map<String, Object> item : complete) {
            String type = OutputItem.type(item);
            byType.computeIfAbsent(type, any -> new ArrayDeque<>()).add(item);
            if (item.get(OutputItem.CALL_ID) instanceof String id) {
                byCall.computeIfAbsent(call(type, id), any -> new ArrayDeque<>(1))
                        .add(item);
            }
        }
    }

    private static String call(String type, String id) {
        return type + ' ' + id;
    }

    /** The counterpart of an item, which is no other's then. */
    Optional<Map<String, Object>> take(StreamedItem item) {
        Deque<Map<String, Object>> found = item instanceof StreamedCall streamed
                ? byCall.get(call(item.type(), streamed.callId()))
                : byType.get(item.type());
        while (found != null && !found.isEmpty()) {
            Map<String, Object> next = found.remove();
            if (taken.add(next)) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /** What is nobody's counterpart, in order. */
    List<Map<String, Object>> left() {
        List<Map<String, Object>> left = new ArrayList<>(all);
        left.removeIf(taken::contains);
        return left;
    }
}
