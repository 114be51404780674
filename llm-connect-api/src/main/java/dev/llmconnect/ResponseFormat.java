package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form the answer shall have.
 *
 * @param type {@code text}, {@code json_object} or {@code json_schema}
 * @param name the schema's name; empty for the other types
 * @param schema the JSON schema; empty for the other types
 * @param strict whether the provider shall hold the model to the schema; {@code null} leaves it to the provider
 */
public record ResponseFormat(
        String type,
        String name,
        Map<String, Object> schema,
        @Nullable Boolean strict) {
    /** Any JSON object. */
    public static final ResponseFormat JSON_OBJECT = new ResponseFormat("json_object", "", Map.of(), null);

    /** Copies {@code schema}. */
    public ResponseFormat {
        schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
    }

    /** JSON that fits a schema, strictly. */
    public static ResponseFormat jsonSchema(String name, Map<String, Object> schema) {
        return new ResponseFormat("json_schema", name, schema, true);
    }

    /** Names the format, never its schema. */
    @Override
    public String toString() {
        return "ResponseFormat[" + type + (name.isEmpty() ? "" : ", " + name) + "]";
    }
}
