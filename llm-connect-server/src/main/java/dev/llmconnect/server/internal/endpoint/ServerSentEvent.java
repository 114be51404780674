package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.server.internal.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One server-sent event with one line of JSON. */
final class ServerSentEvent {
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private ServerSentEvent() {}

    /** The event's bytes. JSON text has no line end, so one {@code data} line holds it. */
    static byte[] bytes(String name, Map<String, ?> data) {
        byte[] start = ("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        byte[] json = JsonText.bytes(data);
        byte[] event = new byte[start.length + json.length + END.length];
        System.arraycopy(start, 0, event, 0, start.length);
        System.arraycopy(json, 0, event, start.length, json.length);
        System.arraycopy(END, 0, event, start.length + json.length, END.length);
        return event;
    }
}
