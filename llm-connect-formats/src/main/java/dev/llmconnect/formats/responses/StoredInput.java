package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart.Reasoning;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a memory has in place of {@code previous_response_id} and of {@code item_reference} items, so that the request says all of
 * its conversation itself. What the memory does not have stays, for a provider that has stored it. Not thread-safe.
 */
final class StoredInput {
    static final String REFERENCE = "item_reference";

    private static final String PREVIOUS = "previous_response_id";
    private static final String INPUT = "input";

    private final ResponseMemory memory;
    private final List<Object> items = new ArrayList<>();
    /** Clients refer to some items twice, as a call and as its result. */
    private final Set<String> ids = new HashSet<>();

    private boolean isExpanded;

    private StoredInput(ResponseMemory memory) {
        this.memory = memory;
    }

    /** Returns the body with what it refers to; the same body if it refers to nothing that the memory has. */
    static Map<String, @Nullable Object> expand(Map<String, @Nullable Object> body, ResponseMemory memory) {
        Object input = body.get(INPUT);
        if (!(input instanceof String) && !(input instanceof List<?>)) {
            return body;
        }
        StoredInput whole = new StoredInput(memory);
        Optional<List<Map<String, @Nullable Object>>> history =
                body.get(PREVIOUS) instanceof String id ? memory.conversation(id) : Optional.empty();
        history.ifPresent(earlier -> earlier.forEach(whole::stored));
        items(input).forEach(whole::sent);
        if (!whole.isExpanded && history.isEmpty()) {
            return body;
        }
        Map<String, @Nullable Object> expanded = new LinkedHashMap<>(body);
        if (history.isPresent()) {
            expanded.remove(PREVIOUS);
        }
        expanded.put(INPUT, whole.items);
        return expanded;
    }

    /** Returns an {@code input} as a list of items. */
    static List<?> items(@Nullable Object input) {
        if (input instanceof String text) {
            return List.of(Map.of("role", "user", "content", text));
        }
        return input instanceof List<?> list ? list : List.of();
    }

    private void sent(Object item) {
        Optional<String> id = item instanceof Map<?, ?> map ? reference(map) : Optional.empty();
        if (id.isPresent() && ids.contains(id.get())) {
            isExpanded = true;
            return;
        }
        Optional<Map<String, @Nullable Object>> found = id.flatMap(memory::item);
        if (found.isPresent()) {
            isExpanded = true;
            stored(found.get());
        } else {
            items.add(item);
        }
    }

    /** The id of a reference, whose type may be left out. */
    private static Optional<String> reference(Map<?, ?> item) {
        Object type = item.get(OutputItem.TYPE);
        boolean isReference =
                REFERENCE.equals(type) || (type == null && !item.containsKey("role") && !item.containsKey("content"));
        return isReference && item.get(OutputItem.ID) instanceof String id ? Optional.of(id) : Optional.empty();
    }

    private void stored(Map<String, @Nullable Object> item) {
        if (item.get(OutputItem.ID) instanceof String id && !ids.add(id)) {
            return;
        }
        replayed(item).ifPresent(items::add);
    }

    private static Optional<Map<String, Object>> replayed(Map<String, @Nullable Object> kept) {
        Map<String, Object> item = new LinkedHashMap<>();
        kept.forEach((name, value) -> {
            if (value != null) {
                item.put(name, value);
            }
        });
        return switch (OutputItem.type(item)) {
            case OutputItem.REASONING -> ReplayedItem.reasoning(Reasoning.of("", null, item));
            case OutputItem.MESSAGE -> {
                item.remove(OutputItem.ID);
                yield Optional.of(item);
            }
            default -> Optional.of(ReplayedItem.of(item));
        };
    }
}
