package dev.llmconnect.formats.execute;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.internal.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object whose fields are read strictly; every failure names the field. */
final class CallFields {
    private final String path;
    private final Map<String, ?> fields;

    private CallFields(String path, Map<String, ?> fields) {
        this.path = path;
        this.fields = fields;
    }

    /**
     * Returns the object at a path.
     *
     * @throws LLMInvalidRequestException if the value is no object
     */
    @SuppressWarnings("unchecked") // names are strings in JSON
    static CallFields of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new CallFields(path, (Map<String, ?>) map);
        }
        throw new LLMInvalidRequestException(path + " must be an object, got " + kind(value));
    }

    /**
     * Checks that there are no other fields than these.
     *
     * @throws LLMInvalidRequestException naming the first other one
     */
    CallFields accepting(List<String> names) {
        for (String name : fields.keySet()) {
            if (!names.contains(name)) {
                throw new LLMInvalidRequestException(
                        "unknown field `" + path + "." + name + "`" + Suggestions.didYouMean(name, names));
            }
        }
        return this;
    }

    String path() {
        return path;
    }

    Map<String, ?> fields() {
        return fields;
    }

    /** Whether the field is there with a value other than {@code null}. */
    boolean has(String name) {
        return fields.get(name) != null;
    }

    @Nullable
    Object value(String name) {
        return fields.get(name);
    }

    /**
     * Returns a text that must be there.
     *
     * @throws LLMInvalidRequestException if it is absent or no string
     */
    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw new LLMInvalidRequestException(path + "." + name + " is missing; it must be a string");
        }
        return text;
    }

    /** Returns a text, or another one if it is absent. */
    String text(String name, String otherwise) {
        String text = optionalText(name);
        return text == null ? otherwise : text;
    }

    @Nullable
    String optionalText(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(name, "a string", value);
    }

    @Nullable
    Boolean optionalFlag(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        throw wrong(name, "true or false", value);
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(optionalFlag(name));
    }

    /** Returns a whole number, or {@code null} if it is absent. */
    @Nullable
    Long optionalCount(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number && number.doubleValue() == number.longValue() && number.longValue() >= 0) {
            return number.longValue();
        }
        throw wrong(name, "a whole number of at least 0", value);
    }

    /** Returns an object; empty if it is absent. */
    @SuppressWarnings("unchecked") // names are strings in JSON
    Map<String, Object> map(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw wrong(name, "an object", value);
    }

    /** Returns an object of objects, such as fields by wire format; empty if it is absent. */
    Map<String, Map<String, Object>> maps(String name) {
        Map<String, Map<String, Object>> maps = new LinkedHashMap<>();
        CallFields outer = new CallFields(path + "." + name, map(name));
        outer.fields.keySet().forEach(key -> maps.put(key, outer.map(key)));
        return maps;
    }

    /** Returns a list; empty if it is absent. */
    List<@Nullable Object> list(String name) {
        return list(path + "." + name, fields.get(name));
    }

    static List<@Nullable Object> list(String path, @Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        throw new LLMInvalidRequestException(path + " must be an array, got " + kind(value));
    }

    private LLMInvalidRequestException wrong(String name, String accepted, Object value) {
        return new LLMInvalidRequestException(path + "." + name + " must be " + accepted + ", got " + kind(value));
    }

    /** Returns what kind of JSON value it is, with its article. */
    static String kind(@Nullable Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "an array";
        }
        if (value instanceof Number) {
            return "a number";
        }
        if (value == null) {
            return "null";
        }
        return value instanceof String ? "a string" : "a boolean";
    }
}
