package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a memory has in place of {@code previous_response_id}, {@code conversation} and {@code item_reference} items, so that the
 * request says all of its conversation itself. What the memory does not have stays, for a provider that has stored it. Not thread-safe.
 */
final class StoredInput {
    static final String REFERENCE = "item_reference";
    static final String CONVERSATION = "conversation";

    private static final String PREVIOUS = "previous_response_id";
    private static final String INPUT = "input";

    private final Map<String, @Nullable Object> body;
    private final ResponseMemory memory;
    private final List<Object> items = new ArrayList<>();
    /** Items that the conversation does not have yet, references resolved. */
    private final List<Object> added = new ArrayList<>();
    /** Clients refer to some items twice, as a call and as its result. */
    private final Set<String> ids = new HashSet<>();

    private Optional<String> conversation = Optional.empty();
    private boolean hasHistory;
    private boolean isExpanded;

    private StoredInput(Map<String, @Nullable Object> body, ResponseMemory memory) {
        this.body = body;
        this.memory = memory;
    }

    /**
     * Reads what a body refers to.
     *
     * @throws InvalidParamException if it names a conversation and a previous response, or an item of the conversation is in its input
     */
    static StoredInput of(Map<String, @Nullable Object> body, ResponseMemory memory) {
        Optional<String> conversation = conversationId(body);
        Object previous = body.get(PREVIOUS);
        if (conversation.isPresent() && previous != null) {
            throw new InvalidParamException(
                    CONVERSATION,
                    "mutually_exclusive_parameters",
                    "`previous_response_id` and `conversation` exclude each other: send one of them.");
        }
        StoredInput whole = new StoredInput(body, memory);
        Object input = body.get(INPUT);
        if (input != null && !(input instanceof String) && !(input instanceof List<?>)) {
            return whole;
        }
        Optional<List<Map<String, @Nullable Object>>> history =
                previous instanceof String id ? memory.history(id) : conversation.flatMap(memory::conversation);
        if (history.isPresent()) {
            whole.hasHistory = true;
            whole.conversation = conversation;
            history.get().forEach(whole::stored);
        }
        items(input).forEach(whole::sent);
        return whole;
    }

    /** Returns the id of the conversation that a body names. */
    static Optional<String> conversationId(Map<String, @Nullable Object> body) {
        Object conversation = body.get(CONVERSATION);
        if (conversation == null || conversation instanceof String) {
            return Optional.ofNullable((String) conversation);
        }
        if (conversation instanceof Map<?, ?>) {
            return Optional.of(RequestFields.of(CONVERSATION, conversation).requiredText(OutputItem.ID));
        }
        throw RequestFields.wrongType(CONVERSATION, "a string or an object", conversation);
    }

    /** Returns the body with what it refers to; the same body if it refers to nothing that the memory has. */
    Map<String, @Nullable Object> body() {
        if (!isExpanded && !hasHistory) {
            return body;
        }
        Map<String, @Nullable Object> expanded = new LinkedHashMap<>(body);
        if (hasHistory) {
            expanded.remove(PREVIOUS);
            expanded.remove(CONVERSATION);
        }
        expanded.put(INPUT, items);
        return expanded;
    }

    /** The conversation of the memory that the answer is to be appended to. */
    Optional<String> conversation() {
        return conversation;
    }

    /** The items that the conversation does not have yet; empty without one. */
    List<Object> added() {
        return added;
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
            append(found.get());
        } else {
            if (conversation.isPresent() && item instanceof Map<?, ?> map) {
                checkNew(map);
            }
            items.add(item);
            append(item);
        }
    }

    private void checkNew(Map<?, ?> item) {
        if (item.get(OutputItem.ID) instanceof String id && !ids.add(id)) {
            throw ConversationItems.duplicate(INPUT, id);
        }
    }

    private void append(Object item) {
        if (conversation.isPresent()) {
            added.add(item);
        }
    }

    /** The id of a reference, whose type may be left out. */
    static Optional<String> reference(Map<?, ?> item) {
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
                if (!"assistant".equals(item.get("role"))) {
                    item.remove(OutputItem.STATUS);
                }
                yield Optional.of(item);
            }
            default -> Optional.of(ReplayedItem.of(item));
        };
    }
}
