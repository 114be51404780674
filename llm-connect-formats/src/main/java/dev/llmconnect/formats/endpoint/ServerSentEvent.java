package dev.llmconnect.formats.endpoint;

import dev.llmconnect.formats.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Server-sent events with one line of data each. */
public final class ServerSentEvent {
    private static final String END = "\n\n";

    private ServerSentEvent() {}

    /** A named event. JSON text has no line end, so one {@code data} line holds it. */
    public static byte[] bytes(String name, Map<String, ?> data) {
        return JsonText.bytes("event: " + name + "\ndata: ", data, END);
    }

    /** An event without a name. */
    public static byte[] bytes(Map<String, ?> data) {
        return JsonText.bytes("data: ", data, END);
    }

    /** An event without a name whose data is no JSON. */
    public static byte[] ofText(String line) {
        return ("data: " + line + END).getBytes(StandardCharsets.UTF_8);
    }
}
