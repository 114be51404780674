package dev.llmconnect.formats.gemini;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Google's {@code Schema}, a part of OpenAPI's with its types in capitals, as JSON Schema. What is JSON Schema already stays as it is.
 *
 * <p>Source: <a href="https://ai.google.dev/api/caching#Schema">the reference of Schema</a>.
 */
final class GeminiSchema {
    private static final String TYPE = "type";
    /** 64-bit integers, which are strings in Google's JSON. */
    private static final Set<String> COUNTS =
            Set.of("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties");

    private GeminiSchema() {}

    /** The schema as JSON Schema. */
    static Map<String, Object> toJsonSchema(Map<String, ?> schema) {
        Map<String, Object> converted = new LinkedHashMap<>();
        boolean nullable = Boolean.TRUE.equals(schema.get("nullable"));
        schema.forEach((name, value) -> {
            switch (name) {
                case "nullable", "propertyOrdering", "property_ordering" -> {}
                case TYPE -> type(value, nullable, converted);
                case "properties" -> converted.put(name, members(value));
                case "items", "additionalProperties" -> converted.put(name, inner(value));
                case "anyOf", "any_of" -> converted.put("anyOf", each(value));
                default -> {
                    @Nullable Object kept = COUNTS.contains(name) ? count(value) : value;
                    if (kept != null) {
                        converted.put(name, kept);
                    }
                }
            }
        });
        return converted;
    }

    private static void type(@Nullable Object value, boolean nullable, Map<String, Object> converted) {
        if (!(value instanceof String type)) {
            converted.put(TYPE, value == null ? "string" : value);
        } else if (!type.equals("TYPE_UNSPECIFIED")) {
            String lower = type.toLowerCase(Locale.ROOT);
            converted.put(TYPE, nullable ? List.of(lower, "null") : lower);
        }
    }

    private static Object members(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return Map.of();
        }
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, schema) -> members.put(String.valueOf(name), inner(schema)));
        return members;
    }

    private static Object each(@Nullable Object value) {
        List<Object> all = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(schema -> all.add(inner(schema)));
        }
        return all;
    }

    @SuppressWarnings("unchecked") // the parser makes no other maps
    private static Object inner(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return toJsonSchema((Map<String, Object>) map);
        }
        return value == null ? Map.of() : value;
    }

    private static @Nullable Object count(@Nullable Object value) {
        return value instanceof String text && text.matches("\\d{1,18}") ? Long.valueOf(text) : value;
    }
}
