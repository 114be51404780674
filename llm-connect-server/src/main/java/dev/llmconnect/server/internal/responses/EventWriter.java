package dev.llmconnect.server.internal.responses;

import dev.llmconnect.server.internal.endpoint.ServerSentEvent;
import dev.llmconnect.server.internal.http.ResponseStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers events and sends them. To be used by one thread. */
final class EventWriter {
    private final ResponseStream out;
    private long sent;

    EventWriter(ResponseStream out) {
        this.out = out;
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
