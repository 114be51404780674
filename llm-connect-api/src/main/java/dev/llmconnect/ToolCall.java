package dev.llmconnect;

import dev.llmconnect.internal.JsonTreeWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tool call requested by the model. Immutable and thread-safe, with value equality. */
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

    /** Creates a call with these arguments. */
    public static ToolCall of(String id, String name, Map<String, Object> arguments) {
        return of(id, name, arguments, JsonTreeWriter.of(arguments));
    }

    /**
     * Creates a call as sent by a provider.
     *
     * @param arguments arguments parsed from {@code argumentsJson}; empty if that is truncated
     * @param argumentsJson arguments as JSON text
     */
    public static ToolCall of(String id, String name, Map<String, Object> arguments, String argumentsJson) {
        return new ToolCall(id, name, arguments, argumentsJson, Map.of());
    }

    /** Provider's id of the call, which the result must repeat. Its format is not validated. */
    public String id() {
        return id;
    }

    /** Name of the tool. */
    public String name() {
        return name;
    }

    /** Arguments, unmodifiable; empty if there are none or {@link #argumentsJson} is truncated. */
    public Map<String, Object> arguments() {
        return arguments;
    }

    /** Arguments as sent by the provider; {@code {}} if it sent none. */
    public String argumentsJson() {
        return argumentsJson;
    }

    /**
     * Provider data attached to the call, under the provider's own names, which must be sent back unchanged (a thought
     * signature); unmodifiable.
     */
    public Map<String, Object> extras() {
        return extras;
    }

    /** Returns a copy with this id. */
    public ToolCall withId(String value) {
        return new ToolCall(value, name, arguments, argumentsJson, extras);
    }

    /** Returns a copy with this name of the tool. */
    public ToolCall withName(String value) {
        return new ToolCall(id, value, arguments, argumentsJson, extras);
    }

    /** Returns a copy with these arguments and their JSON text. */
    public ToolCall withArguments(Map<String, Object> value, String json) {
        return new ToolCall(id, name, value, json, extras);
    }

    /** Returns a copy with these extras. */
    public ToolCall withExtras(Map<String, Object> value) {
        return new ToolCall(id, name, arguments, argumentsJson, value);
    }

    /** Returns the JSON form of the wire contract (section 2): {@code id}, {@code name}, {@code arguments}. */
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

    /** Returns the id, the name and the size of the arguments, never the arguments. */
    @Override
    public String toString() {
        return "ToolCall[" + id + ", " + name + ", " + argumentsJson.length() + " characters]";
    }
}
