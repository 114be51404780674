package dev.llmconnect.server.internal.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes JSON Schema 2020-12 as trees. */
public final class JsonSchemas {
    private static final String TYPE = "type";

    private JsonSchemas() {}

    /** Any text. */
    public static Map<String, Object> text() {
        return of("string");
    }

    /** A text with at least one character. */
    public static Map<String, Object> nonEmptyText() {
        return with(of("string"), "minLength", 1);
    }

    /** One of these texts. */
    public static Map<String, Object> oneOf(List<String> values) {
        return with(of("string"), "enum", values);
    }

    /** A moment by RFC 3339. */
    public static Map<String, Object> moment() {
        return with(of("string"), "format", "date-time");
    }

    /** Any number. */
    public static Map<String, Object> number() {
        return of("number");
    }

    /** A number of at least 0. */
    public static Map<String, Object> amount() {
        return with(of("number"), "minimum", 0);
    }

    /** A whole number of at least 0. */
    public static Map<String, Object> count() {
        return with(of("integer"), "minimum", 0);
    }

    /** A whole number in a range. */
    public static Map<String, Object> between(long least, long most) {
        return with(with(of("integer"), "minimum", least), "maximum", most);
    }

    /** True or false. */
    public static Map<String, Object> truth() {
        return of("boolean");
    }

    /** Anything. */
    public static Map<String, Object> anything() {
        return Map.of();
    }

    /** A list. */
    public static Map<String, Object> listOf(Map<String, ?> items) {
        return with(of("array"), "items", items);
    }

    /** An object whose names are not known beforehand. */
    public static Map<String, Object> mapOf(Map<String, ?> values) {
        return with(of("object"), "additionalProperties", values);
    }

    /** A value that may be {@code null}. */
    public static Map<String, Object> nullable(Map<String, ?> schema) {
        Map<String, Object> nullable = new LinkedHashMap<>(schema);
        nullable.put(TYPE, List.of(String.valueOf(schema.get(TYPE)), "null"));
        return nullable;
    }

    /** Starts an object, all of whose properties are required, and that has no others. */
    public static ObjectSchema object() {
        return new ObjectSchema();
    }

    private static Map<String, Object> of(String type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(TYPE, type);
        return schema;
    }

    private static Map<String, Object> with(Map<String, Object> schema, String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(schema);
        more.put(key, value);
        return more;
    }

    /** Builds the schema of an object. Not thread-safe. */
    public static final class ObjectSchema {
        private final Map<String, Object> properties = new LinkedHashMap<>();
        private final List<String> required = new ArrayList<>();
        private boolean open;

        private ObjectSchema() {}

        /** A property that is always there. */
        public ObjectSchema required(String name, Map<String, ?> schema) {
            required.add(name);
            return optional(name, schema);
        }

        /** A property that may be absent. */
        public ObjectSchema optional(String name, Map<String, ?> schema) {
            properties.put(name, schema);
            return this;
        }

        /** Allows further properties. */
        public ObjectSchema open() {
            open = true;
            return this;
        }

        /** The schema. */
        public Map<String, Object> build() {
            Map<String, Object> schema = of("object");
            schema.put("properties", properties);
            if (!required.isEmpty()) {
                schema.put("required", List.copyOf(required));
            }
            if (!open) {
                schema.put("additionalProperties", false);
            }
            return schema;
        }
    }
}
