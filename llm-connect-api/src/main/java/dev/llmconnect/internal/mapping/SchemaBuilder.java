package dev.llmconnect.internal.mapping;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes one schema, in the part of JSON Schema that every provider's structured output takes: all members required, no others allowed,
 * choices as {@code anyOf}. A type stands where it is used; one that contains itself stands in {@code $defs}. Not thread-safe.
 */
final class SchemaBuilder {
    private final Deque<Mapping> open = new ArrayDeque<>();
    private final Set<Mapping> recursive = new LinkedHashSet<>();
    private final Map<Mapping, String> names = new HashMap<>();
    private final Map<String, Object> definitions = new LinkedHashMap<>();

    /** The schema of a whole answer, which must be an object. */
    static Map<String, Object> root(Mapping mapping) {
        SchemaBuilder builder = new SchemaBuilder();
        Map<String, Object> schema = mapping.schema(builder);
        if (schema.get("$ref") instanceof String reference
                && builder.definitions.get(reference.substring(reference.lastIndexOf('/') + 1))
                        instanceof Map<?, ?> definition) {
            schema = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : definition.entrySet()) {
                schema.put(String.valueOf(entry.getKey()), entry.getValue());
            }
        }
        if (!builder.definitions.isEmpty()) {
            schema.put("$defs", builder.definitions);
        }
        return schema;
    }

    /** The schema of a type that may contain itself. */
    Map<String, Object> named(Mapping mapping, String name, Supplier<Map<String, Object>> schema) {
        if (open.contains(mapping)) {
            recursive.add(mapping);
            return reference(mapping, name);
        }
        String known = names.get(mapping);
        if (known != null && definitions.containsKey(known)) {
            return reference(mapping, name);
        }
        open.push(mapping);
        Map<String, Object> made = schema.get();
        open.pop();
        if (!recursive.contains(mapping)) {
            return made;
        }
        Map<String, Object> reference = reference(mapping, name);
        definitions.put(String.valueOf(names.get(mapping)), made);
        return reference;
    }

    private Map<String, Object> reference(Mapping mapping, String wanted) {
        String name = names.computeIfAbsent(mapping, unnamed -> free(wanted));
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("$ref", "#/$defs/" + name);
        return reference;
    }

    private String free(String wanted) {
        String name = wanted;
        for (int i = 2; names.containsValue(name); i++) {
            name = wanted + i;
        }
        return name;
    }

    /** An object with these members and no others. */
    static Map<String, Object> object(Map<String, Object> properties) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", new ArrayList<>(properties.keySet()));
        schema.put("additionalProperties", false);
        return schema;
    }

    /** The same or {@code null}. */
    static Map<String, Object> nullable(Map<String, Object> schema) {
        if (schema.get("type") instanceof String type && !schema.containsKey("enum")) {
            Map<String, Object> either = new LinkedHashMap<>(schema);
            either.put("type", List.of(type, "null"));
            return either;
        }
        Map<String, Object> either = new LinkedHashMap<>();
        either.put("anyOf", List.of(schema, Map.of("type", "null")));
        return either;
    }

    /** The same with a description before one that it may have; a reference can have none. */
    static Map<String, Object> described(Map<String, Object> schema, String description) {
        if (description.isEmpty() || schema.containsKey("$ref")) {
            return schema;
        }
        Map<String, Object> described = new LinkedHashMap<>(schema);
        described.merge("description", description, (hint, own) -> own + " (" + hint + ")");
        return described;
    }
}
