package dev.llmconnect.providers.mock;

import dev.llmconnect.formats.json.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes up the plainest object that fits a JSON schema. Not every keyword of JSON Schema: those that structured output uses. */
final class MockSchema {
    private static final int MAX_DEPTH = 20;

    private MockSchema() {}

    static Map<String, Object> object(Map<String, Object> schema) {
        JsonNode root = JsonNode.of(schema);
        return properties(root, root, 0);
    }

    private static Map<String, Object> properties(JsonNode schema, JsonNode root, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        schema.object("properties")
                .forEach((name, property) -> object.put(name, value(JsonNode.of(property), root, depth + 1)));
        return object;
    }

    private static @Nullable Object value(JsonNode given, JsonNode root, int depth) {
        JsonNode schema = resolve(given, root);
        if (schema.has("const")) {
            return schema.get("const").raw();
        }
        if (schema.get("enum").at(0).exists()) {
            return schema.items("enum").get(0).raw();
        }
        if (depth > MAX_DEPTH) {
            return "";
        }
        for (String choice : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.get(choice).at(0).exists()) {
                return value(schema.get(choice).at(0), root, depth + 1);
            }
        }
        String type =
                schema.text("type").or(() -> schema.get("type").at(0).text()).orElse("string");
        return switch (type) {
            case "object" -> properties(schema, root, depth);
            case "array" ->
                schema.has("items")
                        ? Collections.singletonList(value(schema.get("items"), root, depth + 1))
                        : List.of();
            case "integer" -> schema.number("minimum").orElse(1);
            case "number" ->
                schema.get("minimum").decimal().<Object>map(number -> number).orElse(1.5);
            case "boolean" -> true;
            default -> schema.filled("default").orElse("text");
        };
    }

    /** Follows a reference inside the schema. */
    private static JsonNode resolve(JsonNode schema, JsonNode root) {
        String reference = schema.textOrEmpty("$ref");
        if (!reference.startsWith("#")) {
            return schema;
        }
        JsonNode target = root;
        for (String step : reference.substring(1).split("/", -1)) {
            target = step.isEmpty() ? target : target.get(step);
        }
        return target;
    }
}
