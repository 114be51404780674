package dev.llmconnect.formats.wire;

import java.util.Map;

/**
 * A request in a provider's own words.
 *
 * @param path where it goes, below the backend's base URL, beginning with {@code /}, with its query if any
 * @param body the JSON body as a tree, changeable by the backend
 * @param headers headers that belong to the format, such as its version
 */
public record WireRequest(String path, Map<String, Object> body, Map<String, String> headers) {
    /** A request without headers of its own. */
    public WireRequest(String path, Map<String, Object> body) {
        this(path, body, Map.of());
    }

    /** Tells where it goes, never what is asked. */
    @Override
    public String toString() {
        return "WireRequest[" + path + "]";
    }
}
