package dev.llmconnect;

import dev.llmconnect.internal.JsonTreeWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The model wants a tool to be run.
 *
 * @param id the provider's id of the call, to be given back with the result; never checked for a shape
 * @param name the tool's name
 * @param arguments the arguments; empty when there are none, or when {@code argumentsJson} was cut off in the middle
 * @param argumentsJson the arguments as the provider wrote them, {@code {}} when it wrote nothing
 * @param extras what else the provider attached and wants back unchanged (a thought signature), by its own names
 */
public record ToolCall(
        String id, String name, Map<String, Object> arguments, String argumentsJson, Map<String, Object> extras)
        implements ContentPart {
    /** Copies the maps. */
    public ToolCall {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
        extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
    }

    /** A call with nothing attached. */
    public ToolCall(String id, String name, Map<String, Object> arguments, String argumentsJson) {
        this(id, name, arguments, argumentsJson, Map.of());
    }

    /** A call with these arguments. */
    public static ToolCall of(String id, String name, Map<String, Object> arguments) {
        return new ToolCall(id, name, arguments, JsonTreeWriter.of(arguments));
    }

    /** The wire contract's form, section 2: {@code id}, {@code name}, {@code arguments}. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", id);
        map.put("name", name);
        map.put("arguments", arguments);
        if (arguments.isEmpty() && !argumentsJson.isBlank() && !argumentsJson.equals("{}")) {
            map.put("arguments_text", argumentsJson);
        }
        return map;
    }

    /** Names the call, never its arguments. */
    @Override
    public String toString() {
        return "ToolCall[" + id + ", " + name + ", " + argumentsJson.length() + " characters]";
    }
}
