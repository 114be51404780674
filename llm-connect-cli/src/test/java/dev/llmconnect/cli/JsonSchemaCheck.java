package dev.llmconnect.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says where a JSON tree departs from a schema; knows the keywords that our own schemas have, and refuses any other. */
final class JsonSchemaCheck {
    private static final List<String> KNOWN = List.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "minimum",
            "maximum",
            "minLength",
            "format");

    private final List<String> problems = new ArrayList<>();

    private JsonSchemaCheck() {}

    static List<String> problems(Object value, Map<?, ?> schema) {
        JsonSchemaCheck check = new JsonSchemaCheck();
        check.check("$", value, schema);
        return check.problems;
    }

    private void check(String path, Object value, Map<?, ?> schema) {
        schema.keySet().stream()
                .filter(key -> !KNOWN.contains(key))
                .forEach(key -> problems.add(path + ": the check does not know " + key));
        Object type = schema.get("type");
        List<?> types = type instanceof List<?> several ? several : type == null ? List.of() : List.of(type);
        if (!types.isEmpty() && types.stream().noneMatch(name -> is(String.valueOf(name), value))) {
            problems.add(path + " is " + value + ", not " + types);
            return;
        }
        if (schema.get("enum") instanceof List<?> allowed && !allowed.contains(value)) {
            problems.add(path + " is " + value + ", not one of " + allowed);
        }
        if (schema.get("minimum") instanceof Number least
                && value instanceof Number number
                && number.doubleValue() < least.doubleValue()) {
            problems.add(path + " is " + number + ", less than " + least);
        }
        if ("date-time".equals(schema.get("format")) && value instanceof String text) {
            moment(path, text);
        }
        if (value instanceof Map<?, ?> object) {
            object(path, object, schema);
        }
        if (value instanceof List<?> list && schema.get("items") instanceof Map<?, ?> items) {
            for (int i = 0; i < list.size(); i++) {
                check(path + "[" + i + "]", list.get(i), items);
            }
        }
    }

    private void moment(String path, String text) {
        try {
            Instant.parse(text);
        } catch (DateTimeException e) {
            problems.add(path + " is " + text + ", no moment");
        }
    }

    private void object(String path, Map<?, ?> object, Map<?, ?> schema) {
        Map<?, ?> properties = schema.get("properties") instanceof Map<?, ?> known ? known : Map.of();
        if (schema.get("required") instanceof List<?> required) {
            required.stream()
                    .filter(name -> !object.containsKey(name))
                    .forEach(name -> problems.add(path + "." + name + " is missing"));
        }
        object.forEach((name, value) -> {
            if (properties.get(name) instanceof Map<?, ?> own) {
                check(path + "." + name, value, own);
            } else if (schema.get("additionalProperties") instanceof Map<?, ?> other) {
                check(path + "." + name, value, other);
            } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
                problems.add(path + "." + name + " is not described");
            }
        });
    }

    private static boolean is(String type, Object value) {
        return switch (type) {
            case "null" -> value == null;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "number" -> value instanceof Number;
            case "integer" -> value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue());
            default -> false;
        };
    }
}
