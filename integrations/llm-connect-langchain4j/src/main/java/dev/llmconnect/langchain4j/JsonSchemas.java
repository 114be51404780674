package dev.llmconnect.langchain4j;

import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.internal.JsonParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** LangChain4j's schemas as JSON schemas that strict modes take: all members required, those that may be missing nullable. */
final class JsonSchemas {
    private JsonSchemas() {}

    static Map<String, Object> of(JsonSchemaElement element) {
        Map<String, Object> schema = new LinkedHashMap<>();
        if (element instanceof JsonObjectSchema object) {
            object(object, schema);
        } else if (element instanceof JsonArraySchema array) {
            schema.put("type", "array");
            if (array.items() != null) {
                schema.put("items", of(array.items()));
            }
        } else if (element instanceof JsonEnumSchema constants) {
            schema.put("type", "string");
            schema.put("enum", constants.enumValues());
        } else if (element instanceof JsonAnyOfSchema choices) {
            schema.put("anyOf", choices.anyOf().stream().map(JsonSchemas::of).toList());
        } else if (element instanceof JsonReferenceSchema reference) {
            schema.put("$ref", "#/$defs/" + reference.reference());
            return schema;
        } else if (element instanceof JsonRawSchema raw) {
            if (JsonParser.read(raw.schema()) instanceof Map<?, ?> tree) {
                tree.forEach((name, value) -> schema.put(String.valueOf(name), value));
            }
            return schema;
        } else {
            schema.put("type", type(element));
        }
        if (element.description() != null) {
            schema.put("description", element.description());
        }
        return schema;
    }

    private static String type(JsonSchemaElement element) {
        if (element instanceof JsonStringSchema) {
            return "string";
        }
        if (element instanceof JsonIntegerSchema) {
            return "integer";
        }
        if (element instanceof JsonNumberSchema) {
            return "number";
        }
        if (element instanceof JsonBooleanSchema) {
            return "boolean";
        }
        if (element instanceof JsonNullSchema) {
            return "null";
        }
        throw new LLMInvalidRequestException(
                "a schema of type " + element.getClass().getSimpleName() + " is not known");
    }

    private static void object(JsonObjectSchema object, Map<String, Object> schema) {
        List<String> required = object.required() == null ? List.of() : object.required();
        Map<String, Object> properties = new LinkedHashMap<>();
        object.properties()
                .forEach((name, member) -> properties.put(
                        name,
                        required.contains(name)
                                ? of(member)
                                : Map.of("anyOf", List.of(of(member), Map.of("type", "null")))));
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", List.copyOf(properties.keySet()));
        schema.put("additionalProperties", false);
        if (object.definitions() != null && !object.definitions().isEmpty()) {
            Map<String, Object> definitions = new LinkedHashMap<>();
            object.definitions().forEach((name, definition) -> definitions.put(name, of(definition)));
            schema.put("$defs", definitions);
        }
    }
}
