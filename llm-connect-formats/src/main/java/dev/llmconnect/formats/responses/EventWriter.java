package dev.llmconnect.formats.responses;

import dev.llmconnect.formats.endpoint.ByteOutput;
import dev.llmconnect.formats.endpoint.ServerSentEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers events and sends them. Not thread-safe. */
final class EventWriter {
    private final ByteOutput out;
    private long sent;

    EventWriter(ByteOutput out) {
        this(out, 0);
    }

    /** @param sent events before the first one */
    EventWriter(ByteOutput out, long sent) {
        this.out = out;
        this.sent = sent;
    }

    /** How many events have been sent. */
    long sent() {
        return sent;
    }

    void send(String type, Map<String, ? extends @Nullable Object> fields) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.put("sequence_number", sent);
        event.putAll(fields);
        sent++;
        out.write(ServerSentEvent.bytes(type, event));
    }
}
