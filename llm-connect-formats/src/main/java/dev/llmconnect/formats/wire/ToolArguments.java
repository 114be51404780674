package dev.llmconnect.formats.wire;

import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import java.util.Map;

/** Tool calls of the arguments a provider wrote, in whatever state they are. */
public final class ToolArguments {
    private ToolArguments() {}

    /**
     * A call whose arguments came as text. Nothing, and the word {@code null}, mean no arguments; text that is cut off or no JSON
     * object is kept as it is, beside empty arguments, so that the rest of the answer survives.
     */
    public static ToolCall call(String id, String name, String arguments, Map<String, Object> extras) {
        String text = arguments.isBlank() || arguments.strip().equals("null") ? "{}" : arguments;
        return ToolCall.of(id, name, parsed(text), text).withExtras(extras);
    }

    /** A call whose arguments came as a JSON object. */
    public static ToolCall call(String id, String name, Map<String, Object> arguments, Map<String, Object> extras) {
        return ToolCall.of(id, name, arguments, Json.text(arguments)).withExtras(extras);
    }

    private static Map<String, Object> parsed(String arguments) {
        try {
            return Json.read(arguments).object();
        } catch (JsonException e) {
            // The text is still there for the caller to judge.
            return Map.of();
        }
    }
}
