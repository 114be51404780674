package dev.llmconnect.server.internal.http;

import dev.llmconnect.server.internal.json.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer: a status, headers, and a body that is either there or written bit by bit. Immutable. */
public final class Response {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final @Nullable StreamBody stream;

    private Response(int status, Map<String, String> headers, byte[] body, @Nullable StreamBody stream) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(headers);
        this.body = body;
        this.stream = stream;
    }

    /** An answer in JSON. */
    public static Response json(int status, Map<String, ?> tree) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        return new Response(status, headers, JsonText.bytes(tree), null);
    }

    /** Server-sent events with status 200. */
    public static Response events(StreamBody events) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/event-stream");
        headers.put("Cache-Control", "no-cache");
        // Asks nginx and its kind not to hold events back.
        headers.put("X-Accel-Buffering", "no");
        return new Response(200, headers, new byte[0], events);
    }

    /** This answer with one header more. */
    public Response withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, body, stream);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    Optional<StreamBody> stream() {
        return Optional.ofNullable(stream);
    }
}
