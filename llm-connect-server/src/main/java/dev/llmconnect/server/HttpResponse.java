package dev.llmconnect.server;

import dev.llmconnect.server.internal.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A status, headers, and a body that is either complete or streamed. Immutable. */
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

    /** A JSON object. */
    public static HttpResponse json(int status, Map<String, ?> tree) {
        return bytes(status, "application/json", JsonText.bytes(tree));
    }

    /** Plain text in UTF-8. */
    public static HttpResponse text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Any bytes.
     *
     * @param body not to be changed afterwards
     */
    public static HttpResponse bytes(int status, String contentType, byte[] body) {
        return new HttpResponse(status, contentType(contentType), body, null);
    }

    /** A status alone, for example 204. */
    public static HttpResponse empty(int status) {
        return new HttpResponse(status, Map.of(), EMPTY, null);
    }

    /** Server-sent events with status 200. */
    public static HttpResponse events(StreamingBody events) {
        return stream("text/event-stream", events)
                .withHeader("Cache-Control", "no-cache")
                // Tells nginx and other proxies not to buffer events.
                .withHeader("X-Accel-Buffering", "no");
    }

    /** A body in pieces, with status 200. */
    public static HttpResponse stream(String contentType, StreamingBody body) {
        return new HttpResponse(200, contentType(contentType), EMPTY, body);
    }

    private static Map<String, String> contentType(String contentType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        return headers;
    }

    /** This response with one more header, or another value of it. */
    public HttpResponse withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpResponse(status, more, body, stream);
    }

    /** The status, for example 200. */
    public int status() {
        return status;
    }

    /** The headers, beside those of every response: length, date, connection and {@code X-Request-Id}. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The complete body; empty for a stream. Not to be changed. */
    public byte[] body() {
        return body;
    }

    /** The body of a stream. */
    public Optional<StreamingBody> stream() {
        return Optional.ofNullable(stream);
    }
}
