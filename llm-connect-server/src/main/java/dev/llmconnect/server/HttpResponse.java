package dev.llmconnect.server;

import dev.llmconnect.formats.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An HTTP response: status, headers, and a complete or streaming body. Immutable and thread-safe. */
public final class HttpResponse {
    private static final byte[] EMPTY = {};

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final @Nullable StreamingBody stream;

    private HttpResponse(int status, Map<String, String> headers, byte[] body, @Nullable StreamingBody stream) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(headers);
        this.body = body;
        this.stream = stream;
    }

    /** Creates a response with a JSON object. */
    public static HttpResponse json(int status, Map<String, ?> tree) {
        return bytes(status, "application/json", JsonText.bytes(tree));
    }

    /** Creates a response with plain text in UTF-8. */
    public static HttpResponse text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Creates a response with any bytes.
     *
     * @param body bytes, which must not be modified afterwards
     */
    public static HttpResponse bytes(int status, String contentType, byte[] body) {
        return new HttpResponse(status, contentType(contentType), body, null);
    }

    /** Creates a response without a body, for example 204. */
    public static HttpResponse empty(int status) {
        return new HttpResponse(status, Map.of(), EMPTY, null);
    }

    /** Creates a response of server-sent events with status 200. */
    public static HttpResponse events(StreamingBody events) {
        return stream("text/event-stream", events)
                .withHeader("Cache-Control", "no-cache")
                // Tells nginx and other proxies not to buffer events.
                .withHeader("X-Accel-Buffering", "no");
    }

    /** Creates a streaming response with status 200. */
    public static HttpResponse stream(String contentType, StreamingBody body) {
        return new HttpResponse(200, contentType(contentType), EMPTY, body);
    }

    private static Map<String, String> contentType(String contentType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        return headers;
    }

    /** Returns a copy with a header added or replaced. */
    public HttpResponse withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpResponse(status, more, body, stream);
    }

    /** HTTP status, for example 200. */
    public int status() {
        return status;
    }

    /** Headers, without those of every response: length, date, connection and {@code X-Request-Id}. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Complete body; empty for a stream. Must not be modified. */
    public byte[] body() {
        return body;
    }

    /** Body of a streaming response. */
    public Optional<StreamingBody> stream() {
        return Optional.ofNullable(stream);
    }
}
