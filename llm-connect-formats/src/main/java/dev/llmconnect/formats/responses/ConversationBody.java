package dev.llmconnect.formats.responses;

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
 * What the requests of the Conversations API take.
 *
 * @param items as they are shown, each with an id of its own
 * @param metadata empty if the request has none
 */
public record ConversationBody(List<Map<String, @Nullable Object>> items, Optional<Map<String, Object>> metadata) {
    private static final String ITEMS = "items";
    private static final String METADATA = "metadata";
    private static final int MAX_ITEMS = 20;
    private static final int MAX_PAIRS = 16;
    private static final int MAX_NAME_LENGTH = 64;
    private static final int MAX_VALUE_LENGTH = 512;

    /**
     * Reads a body.
     *
     * @param memory what its items may refer to
     * @param required the fields that must be there
     * @throws InvalidParamException naming the field that is wrong
     */
    public static ConversationBody read(
            Map<String, @Nullable Object> sent, ResponseMemory memory, ResponseIds ids, String... required) {
        RequestFields body = new RequestFields("", sent);
        for (String name : required) {
            boolean isGiven = sent.get(name) != null || (name.equals(METADATA) && sent.containsKey(name));
            if (!isGiven) {
                throw body.missing(name);
            }
        }
        Optional<Map<String, Object>> metadata = body.tree(METADATA).map(ConversationBody::metadata);
        if (metadata.isEmpty() && sent.containsKey(METADATA)) {
            metadata = Optional.of(Map.of());
        }
        return new ConversationBody(items(sent, memory, ids), metadata);
    }

    private static List<Map<String, @Nullable Object>> items(
            Map<String, @Nullable Object> sent, ResponseMemory memory, ResponseIds ids) {
        // Whatever can be input of a response can be an item.
        InputItems.read(new RequestFields("", sent), ITEMS);
        List<?> given = sent.get(ITEMS) instanceof List<?> list ? list : List.of();
        if (given.size() > MAX_ITEMS) {
            throw new InvalidParamException(
                    ITEMS,
                    "array_above_max_length",
                    "Invalid 'items': a request takes at most " + MAX_ITEMS + " items, but got " + given.size() + ".");
        }
        Set<String> known = new HashSet<>();
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        for (Object item : given) {
            Map<String, @Nullable Object> whole = ConversationItems.whole(resolved(item, memory), ids);
            if (!known.add(ConversationItems.id(whole))) {
                throw ConversationItems.duplicate(ITEMS, ConversationItems.id(whole));
            }
            items.add(whole);
        }
        return items;
    }

    private static Object resolved(Object item, ResponseMemory memory) {
        Optional<String> id = item instanceof Map<?, ?> map ? StoredInput.reference(map) : Optional.empty();
        return id.isEmpty()
                ? item
                : memory.item(id.get())
                        .orElseThrow(() -> new InvalidParamException(
                                ITEMS,
                                "Item with id '" + id.get() + "' not found: it is not stored here, or no longer."));
    }

    private static Map<String, Object> metadata(Map<String, Object> sent) {
        if (sent.size() > MAX_PAIRS) {
            throw new InvalidParamException(
                    METADATA,
                    "object_above_max_properties",
                    "Invalid 'metadata': at most " + MAX_PAIRS + " pairs are kept, but got " + sent.size() + ".");
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        sent.forEach((name, value) -> {
            String path = METADATA + "." + name;
            checkLength(METADATA, "a name", name, MAX_NAME_LENGTH);
            if (!(value instanceof String text)) {
                throw RequestFields.wrongType(path, "a string", value);
            }
            checkLength(path, "a value", text, MAX_VALUE_LENGTH);
            metadata.put(name, text);
        });
        return metadata;
    }

    private static void checkLength(String path, String what, String text, int max) {
        if (text.length() > max) {
            throw new InvalidParamException(
                    path,
                    "string_above_max_length",
                    "Invalid '" + path + "': " + what + " has at most " + max + " characters, but got " + text.length()
                            + ".");
        }
    }
}
