package dev.llmconnect.formats.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a provider of the same wire format said beyond what an answer holds, to be told on. */
final class WireAnswer {
    private final Map<String, Object> top;

    WireAnswer(Map<String, Object> fields) {
        this.top = fields;
    }

    /** A string at the top. */
    @Nullable
    String text(String name) {
        return top.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** A number at the top. */
    @Nullable
    Number number(String name) {
        return top.get(name) instanceof Number number ? number : null;
    }

    /** The fields beside the choices. */
    Map<String, Object> top() {
        Map<String, Object> fields = new LinkedHashMap<>(top);
        fields.remove("choices");
        fields.remove("usage");
        return fields;
    }

    Map<String, Object> usage() {
        return object(top.get("usage"));
    }

    /** The fields of a choice beside the message. */
    Map<String, Object> choice(int index) {
        Map<String, Object> fields = new LinkedHashMap<>(at(index));
        fields.remove("message");
        return fields;
    }

    /** The fields of a choice's message. */
    Map<String, Object> message(int index) {
        return object(at(index).get("message"));
    }

    private Map<String, Object> at(int index) {
        return top.get("choices") instanceof List<?> choices && index < choices.size()
                ? object(choices.get(index))
                : Map.of();
    }

    /** Adds to an object what it does not have, or has as {@code null} or as nothing; what it has stays. */
    static void addTo(Map<String, Object> ours, Map<String, Object> theirs) {
        theirs.forEach((name, value) -> {
            Object present = ours.get(name);
            if (present == null || (present instanceof List<?> list && list.isEmpty())) {
                ours.put(name, value);
            } else if (present instanceof Map<?, ?>) {
                Map<String, Object> merged = new LinkedHashMap<>(object(present));
                addTo(merged, object(value));
                ours.put(name, merged);
            }
        });
    }

    @SuppressWarnings("unchecked") // JSON trees have string keys
    private static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
