package dev.llmconnect.server.internal.http;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The request line and the headers. Immutable.
 *
 * @param method empty when the request line never became complete
 * @param path without the query, not decoded, whichever of the forms of RFC 9112 section 3.2 it came in
 * @param query what follows the first {@code ?}, not decoded
 * @param isHttp11 whether the client knows chunks and takes a persistent connection for granted
 * @param keepsAlive whether the client wants to reuse the connection
 * @param headers the values of a header, by its name in any case
 */
public record RequestHead(
        String method,
        String path,
        String query,
        boolean isHttp11,
        boolean keepsAlive,
        Function<String, List<String>> headers) {
    /** The head of a request that could not be read. */
    public static final RequestHead UNREADABLE = new RequestHead("", "", "", true, false, name -> List.of());

    private static final Pattern AUTHORITY = Pattern.compile("(?i)https?://[^/?#]*");

    /** The head of a request for a target in any of the forms of RFC 9112 section 3.2. */
    public static RequestHead of(
            String method,
            String target,
            boolean isHttp11,
            boolean keepsAlive,
            Function<String, List<String>> headers) {
        String local = target.startsWith("/") ? target : withoutAuthority(target);
        int fragment = local.indexOf('#');
        String whole = fragment < 0 ? local : local.substring(0, fragment);
        int mark = whole.indexOf('?');
        String path = mark < 0 ? whole : whole.substring(0, mark);
        String query = mark < 0 ? "" : whole.substring(mark + 1);
        return new RequestHead(method, path.isEmpty() ? "/" : path, query, isHttp11, keepsAlive, headers);
    }

    private static String withoutAuthority(String target) {
        Matcher authority = AUTHORITY.matcher(target);
        return authority.lookingAt() ? target.substring(authority.end()) : target;
    }

    /** Whether the response has no body. */
    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** Whether the client asks to speak WebSocket instead (RFC 6455, section 4.1). */
    public boolean wantsWebSocket() {
        return values("Upgrade").stream().anyMatch(protocol -> protocol.strip().equalsIgnoreCase("websocket"));
    }

    /** The values of a header, whose name is compared without case. */
    public List<String> values(String name) {
        return headers.apply(name);
    }
}
