package dev.llmconnect.formats.rules;

import dev.llmconnect.Message;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import java.util.Map;

/**
 * The arguments of calls as JSON objects, for providers that take nothing else. A model may have written text that is none, or have
 * called a tool that takes any text; the history it stands in must be sent all the same.
 */
final class CallArguments {
    /** The member that holds text which is no object. */
    private static final String ARGUMENTS = "arguments";
    /** The member that holds the text for a tool that takes any, under OpenAI's own name for it. */
    private static final String INPUT = "input";

    private CallArguments() {}

    static Message asObjects(Message message) {
        return Parts.map(
                message,
                part -> part instanceof ToolCall call && !call.argumentsJson().equals("{}") ? asObject(call) : part);
    }

    private static ToolCall asObject(ToolCall call) {
        if (!call.arguments().isEmpty()) {
            return call;
        }
        String text = call.argumentsJson().strip();
        boolean isNothing = text.isEmpty() || text.equals("null") || isEmptyObject(text);
        String name = "custom".equals(call.extras().get("type")) ? INPUT : ARGUMENTS;
        Map<String, Object> arguments = isNothing ? Map.of() : Map.of(name, call.argumentsJson());
        return call.withArguments(arguments, Json.text(arguments));
    }

    private static boolean isEmptyObject(String text) {
        return text.startsWith("{")
                && text.endsWith("}")
                && text.substring(1, text.length() - 1).isBlank();
    }
}
