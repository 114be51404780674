package dev.llmconnect;

import dev.llmconnect.internal.JsonTreeWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call of a tool that the model asks for. Immutable and thread-safe; equal when all it holds is. */
public final class ToolCall implements ContentPart {
    private final String id;
    private final String name;
    private final Map<String, Object> arguments;
    private final String argumentsJson;
    private final Map<String, Object> extras;

    private ToolCall(
            String id, String name, Map<String, Object> arguments, String argumentsJson, Map<String, Object> extras) {
        this.id = Objects.requireNonNull(id, "id");
        this.name = Objects.requireNonNull(name, "name");
        this.arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
        this.argumentsJson = Objects.requireNonNull(argumentsJson, "argumentsJson");
        this.extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
    }

    /** A call with these arguments. */
    public static ToolCall of(String id, String name, Map<String, Object> arguments) {
        return of(id, name, arguments, JsonTreeWriter.of(arguments));
    }

    /**
     * A call as a provider wrote it.
     *
     * @param arguments the arguments that were read from {@code argumentsJson}; empty where it was cut off in the middle
     * @param argumentsJson the text of the arguments
     */
    public static ToolCall of(String id, String name, Map<String, Object> arguments, String argumentsJson) {
        return new ToolCall(id, name, arguments, argumentsJson, Map.of());
    }

    /** The provider's id of the call, to be given back with the result. It has no particular form. */
    public String id() {
        return id;
    }

    /** The tool's name. */
    public String name() {
        return name;
    }

    /** The arguments, unmodifiable; empty when there are none, or when {@link #argumentsJson} was cut off in the middle. */
    public Map<String, Object> arguments() {
        return arguments;
    }

    /** The arguments as the provider wrote them, {@code {}} when it wrote nothing. */
    public String argumentsJson() {
        return argumentsJson;
    }

    /** What else the provider attached and expects back unchanged (a thought signature), by its own names; unmodifiable. */
    public Map<String, Object> extras() {
        return extras;
    }

    /** A copy with another id. */
    public ToolCall withId(String other) {
        return new ToolCall(other, name, arguments, argumentsJson, extras);
    }

    /** A copy for a tool of another name. */
    public ToolCall withName(String other) {
        return new ToolCall(id, other, arguments, argumentsJson, extras);
    }

    /** A copy with other arguments, and their text. */
    public ToolCall withArguments(Map<String, Object> others, String json) {
        return new ToolCall(id, name, others, json, extras);
    }

    /** A copy with these extras in place of its own. */
    public ToolCall withExtras(Map<String, Object> others) {
        return new ToolCall(id, name, arguments, argumentsJson, others);
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ToolCall call
                && id.equals(call.id)
                && name.equals(call.name)
                && arguments.equals(call.arguments)
                && argumentsJson.equals(call.argumentsJson)
                && extras.equals(call.extras);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, name, arguments, argumentsJson, extras);
    }

    /** Names the call, never its arguments. */
    @Override
    public String toString() {
        return "ToolCall[" + id + ", " + name + ", " + argumentsJson.length() + " characters]";
    }
}
