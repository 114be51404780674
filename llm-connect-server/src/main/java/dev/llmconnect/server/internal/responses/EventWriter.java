package dev.llmconnect.server.internal.responses;

import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.internal.http.ServerSentEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers events and sends them. Not thread-safe. */
final class EventWriter {
    private final HttpOutput out;
    private long sent;

    EventWriter(HttpOutput out) {
        this(out, 0);
    }

    /** @param sent events before the first one */
    EventWriter(HttpOutput out, long sent) {
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
