package dev.llmconnect.providers.http;

import dev.llmconnect.internal.BaseUrlText;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import okio.ByteString;

/** One HTTP request about to be sent, complete but for its authorization. Not thread-safe. */
public final class HttpCall {
    private final String method;
    private final String url;
    private final ByteString body;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * A request without headers.
     *
     * @param body the bytes to send; must be empty for {@code GET}
     */
    public HttpCall(String method, String url, byte[] body) {
        this(method, url, ByteString.of(body));
    }

    /**
     * A request without headers.
     *
     * @param body the bytes to send; must be empty for {@code GET}
     */
    public HttpCall(String method, String url, ByteString body) {
        this.method = method;
        this.url = url;
        this.body = body;
    }

    /** The method, in upper case. */
    public String method() {
        return method;
    }

    /** The whole address. */
    public String url() {
        return url;
    }

    /** The bytes that will be sent. */
    public ByteString body() {
        return body;
    }

    /** The headers so far, names in any case. */
    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    /** Sets a header. */
    public HttpCall header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Never tells a header. */
    @Override
    public String toString() {
        return method + " " + BaseUrlText.shown(url);
    }
}
