package dev.llmconnect.server.internal.http;

import dev.llmconnect.server.internal.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Server-sent events with one line of data each. */
public final class ServerSentEvent {
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private ServerSentEvent() {}

    /** A named event. JSON text has no line end, so one {@code data} line holds it. */
    public static byte[] bytes(String name, Map<String, ?> data) {
        return bytes("event: " + name + "\ndata: ", JsonText.bytes(data));
    }

    /** An event without a name. */
    public static byte[] bytes(Map<String, ?> data) {
        return bytes("data: ", JsonText.bytes(data));
    }

    /** An event without a name whose data is no JSON. */
    public static byte[] ofText(String line) {
        return bytes("data: ", line.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String before, byte[] data) {
        byte[] start = before.getBytes(StandardCharsets.UTF_8);
        byte[] event = new byte[start.length + data.length + END.length];
        System.arraycopy(start, 0, event, 0, start.length);
        System.arraycopy(data, 0, event, start.length, data.length);
        System.arraycopy(END, 0, event, start.length + data.length, END.length);
        return event;
    }
}
