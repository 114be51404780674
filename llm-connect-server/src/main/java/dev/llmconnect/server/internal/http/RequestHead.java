package dev.llmconnect.server.internal.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request's line and headers say of how to answer it. Empty when they never became complete. Immutable. */
final class RequestHead {
    private static final Pattern AUTHORITY = Pattern.compile("(?i)https?://[^/?#]*");

    private final @Nullable HttpRequest head;
    private final String path;

    RequestHead(@Nullable HttpRequest head) {
        this.head = head;
        this.path = head == null ? "" : path(head.uri());
    }

    String method() {
        return head == null ? "" : head.method().name();
    }

    /** The path without query, not decoded, whichever of the forms of RFC 9112 section 3.2 it came in. */
    String path() {
        return path;
    }

    boolean isHead() {
        return head != null && head.method().equals(HttpMethod.HEAD);
    }

    /** Whether the client knows chunks and takes a lasting connection for granted, that is, speaks HTTP/1.1. */
    boolean isHttp11() {
        return head == null || head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
    }

    /** Whether the client wants to go on with this connection. */
    boolean keepsAlive() {
        return head != null && HttpUtil.isKeepAlive(head);
    }

    /** The ids the client gave. */
    List<String> requestIds() {
        return values("X-Request-Id");
    }

    /** The values of the headers of a name. */
    List<String> values(String name) {
        return head == null || !head.headers().contains(name)
                ? List.of()
                : head.headers().getAll(name);
    }

    private static String path(String target) {
        if (target.startsWith("/") && target.indexOf('?') < 0 && target.indexOf('#') < 0) {
            return target;
        }
        Matcher authority = AUTHORITY.matcher(target);
        String local = authority.lookingAt() ? target.substring(authority.end()) : target;
        int end = 0;
        while (end < local.length() && local.charAt(end) != '?' && local.charAt(end) != '#') {
            end++;
        }
        return end == 0 ? "/" : local.substring(0, end);
    }
}
