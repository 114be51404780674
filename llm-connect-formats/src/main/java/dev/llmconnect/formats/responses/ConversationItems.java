package dev.llmconnect.formats.responses;

import dev.llmconnect.formats.chat.OpenAIError;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The items of a conversation as its API shows them: each with an id and a type, and what clients' types require beside.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/conversations">OpenAI's API reference</a>, and the types of its SDKs.
 */
public final class ConversationItems {
    private static final String CONTENT = "content";
    private static final Set<String> WITH_STATUS =
            Set.of(OutputItem.MESSAGE, "function_call", "function_call_output", "custom_tool_call_output");

    private ConversationItems() {}

    /** Returns an item of a request or an answer as it is shown. */
    @SuppressWarnings("unchecked") // JSON trees have string keys
    public static Map<String, @Nullable Object> whole(Object item, ResponseIds ids) {
        Map<String, @Nullable Object> given = (Map<String, @Nullable Object>) item;
        String type = type(given);
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        Object id = given.get(OutputItem.ID);
        whole.put(OutputItem.ID, id instanceof String known && !known.isEmpty() ? known : ids.item(type));
        whole.put(OutputItem.TYPE, type);
        if (WITH_STATUS.contains(type)) {
            Object status = given.get(OutputItem.STATUS);
            whole.put(OutputItem.STATUS, status != null ? status : "completed");
        }
        given.forEach(whole::putIfAbsent);
        if (type.equals(OutputItem.MESSAGE) && given.get(CONTENT) instanceof String text) {
            whole.put(CONTENT, List.of(text(String.valueOf(given.get("role")), text)));
        }
        return whole;
    }

    private static String type(Map<String, @Nullable Object> item) {
        if (item.get(OutputItem.TYPE) instanceof String type) {
            return type;
        }
        return StoredInput.reference(item).isPresent() ? StoredInput.REFERENCE : OutputItem.MESSAGE;
    }

    private static Map<String, Object> text(String role, String text) {
        if (role.equals("assistant")) {
            return OutputItem.text(text);
        }
        Map<String, Object> part = new LinkedHashMap<>();
        part.put(OutputItem.TYPE, "input_text");
        part.put("text", text);
        return part;
    }

    /** The id of an item as it is shown. */
    public static String id(Map<String, @Nullable Object> whole) {
        return String.valueOf(Objects.requireNonNull(whole.get(OutputItem.ID), "an item of a conversation has an id"));
    }

    /** Returns a copy with another id. */
    public static Map<String, @Nullable Object> withNewId(Map<String, @Nullable Object> whole, ResponseIds ids) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(whole);
        copy.put(OutputItem.ID, ids.item(String.valueOf(whole.get(OutputItem.TYPE))));
        return copy;
    }

    /** Reports an item whose id another one has. */
    public static InvalidParamException duplicate(String param, String itemId) {
        return new InvalidParamException(
                param,
                "Duplicate item found with id " + itemId + ": the conversation has it already, so leave it out.");
    }

    /** Reports a conversation that a response is being made to; OpenAI's status is 400, too. */
    public static InvalidParamException locked() {
        return new InvalidParamException(
                StoredInput.CONVERSATION,
                OpenAIError.CONVERSATION_LOCKED,
                "A response to this conversation is being made. Try again when it has ended.");
    }
}
