package dev.llmconnect.server.internal.engine;

import dev.llmconnect.server.internal.http.RequestRejectedException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps web pages away from a server that listens on a loopback address only. A page can make the browser on the same machine send
 * requests there: from its own origin, or by DNS rebinding under a name of its own. So the name asked for must be a loopback name, and
 * an {@code Origin} must be one, too. Programs other than browsers send no {@code Origin}; {@code null} is what a sandboxed page has,
 * so it is foreign.
 */
final class LoopbackGuard {
    private static final Pattern IPV4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");

    private LoopbackGuard() {}

    /** Why a request with these headers is rejected, if it is. */
    static Optional<RequestRejectedException> check(HttpHeaders headers) {
        for (String host : headers.getAll(HttpHeaderNames.HOST)) {
            if (!isLoopback(withoutPort(host))) {
                return Optional.of(RequestRejectedException.badHttp(
                        400,
                        "this server listens on a loopback address and answers only to localhost, 127.0.0.1 or [::1]"));
            }
        }
        for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
            if (!isLoopbackOrigin(origin)) {
                return Optional.of(
                        RequestRejectedException.badHttp(400, "this server does not answer to foreign web pages"));
            }
        }
        return Optional.empty();
    }

    private static String withoutPort(String host) {
        int end = host.length();
        while (end > 0 && host.charAt(end - 1) >= '0' && host.charAt(end - 1) <= '9') {
            end--;
        }
        return end > 0 && host.charAt(end - 1) == ':' ? host.substring(0, end - 1) : host;
    }

    private static boolean isLoopbackOrigin(String origin) {
        try {
            String host = new URI(origin).getHost();
            return host != null && isLoopback(host);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("127.0.0.1")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || IPV4.matcher(name).matches();
    }
}
