package dev.llmconnect.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as received by the provider.
 *
 * @param method HTTP method, for example {@code POST}
 * @param target path and query, as sent
 * @param headers names and values, in order
 * @param body body, decoded as UTF-8
 */
public record ReceivedRequest(String method, String target, List<Map.Entry<String, String>> headers, String body) {
    /** Returns the first header with this name, ignoring case. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Returns the whole request with escapes resolved, to search it for words. */
    String everything() {
        StringBuilder all = new StringBuilder(method).append(' ').append(target).append('\n');
        all.append(URLDecoder.decode(target.replace("+", "%2B"), StandardCharsets.UTF_8))
                .append('\n');
        headers.forEach(header -> all.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append('\n'));
        return all.append(Json.unescape(body)).toString();
    }

    @Override
    public String toString() {
        return method + " " + target + " " + body;
    }
}
