package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.server.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which web pages may use the server. Immutable.
 *
 * <p>A server that listens on a loopback address and has no callers' keys rejects every request that a foreign page can cause: a page
 * makes the browser on the same machine send requests from its own origin, or, by DNS rebinding, under a host name of its own. So the
 * {@code Host} must be a name that public DNS cannot resolve to this machine, and an {@code Origin} must be allowed. With keys no page
 * can do harm that does not know one. Programs other than browsers send no {@code Origin}; a sandboxed page sends {@code null}.
 *
 * <p>Allowed origins get CORS headers, so that their pages can read responses, and answers to their preflight requests.
 *
 * <p>Sources: <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">the CORS protocol</a>; RFC 6761, RFC 6762 and ICANN's
 * resolution 2024.07.29.06 for the reserved names.
 */
public final class OriginPolicy {
    private static final List<String> LOOPBACK_HOSTS = List.of("localhost", "127.0.0.1", "*.localhost", "[::1]");
    private static final List<String> PRIVATE_HOSTS = List.of("*.local", "*.internal");
    private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");
    /** Pages that desktop programs and editors show; no web page has such an origin. */
    private static final List<String> PROGRAM_ORIGINS =
            List.of("app://*", "tauri://*", "vscode-webview://*", "vscode-file://*");

    private static final Pattern HTTP_ORIGIN = Pattern.compile("(?i)https?://([^/@?#]+)");
    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{0,2000}");
    private static final String EXPOSED_HEADERS = "X-Request-Id, Request-Id, Retry-After, X-Should-Retry";
    private static final String PREFLIGHT_SECONDS = "600";

    private final boolean guarded;
    private final NamePatterns loopback = NamePatterns.ofHosts(LOOPBACK_HOSTS);
    private final NamePatterns hosts;
    private final NamePatterns origins;

    /**
     * @param guarded whether requests of foreign pages are rejected
     * @param allowedHosts further names of the server
     * @param allowedOrigins further origins whose pages may use the server
     * @throws LLMConfigurationException when one of them is malformed
     */
    public OriginPolicy(boolean guarded, List<String> allowedHosts, List<String> allowedOrigins) {
        this.guarded = guarded;
        this.hosts = NamePatterns.ofHosts(joined(PRIVATE_HOSTS, allowedHosts));
        this.origins = NamePatterns.ofOrigins(joined(PROGRAM_ORIGINS, allowedOrigins));
    }

    private static List<String> joined(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    /** Why a request is rejected, if it is. */
    public Optional<RequestRejectedException> check(RequestHead head) {
        if (!guarded) {
            return Optional.empty();
        }
        for (String host : head.values("Host")) {
            if (!isLoopback(withoutPort(host)) && !hosts.match(withoutPort(host))) {
                return Optional.of(RequestRejectedException.badHttp(
                        400,
                        "this server listens on a loopback address and answers to localhost, 127.0.0.1, [::1] and names under"
                                + " .localhost, .local and .internal only; --allowed-hosts adds others"));
            }
        }
        for (String origin : head.values("Origin")) {
            if (!isAllowedOrigin(origin)) {
                return Optional.of(RequestRejectedException.badHttp(
                        400,
                        "this server rejects requests of foreign web pages; allow an origin with --allowed-origins"));
            }
        }
        return Optional.empty();
    }

    /** The response to a preflight request of an allowed origin; empty for every other request. */
    public Optional<HttpResponse> preflight(RequestHead head) {
        Optional<String> method =
                head.values("Access-Control-Request-Method").stream().findFirst();
        if (!head.method().equals("OPTIONS")
                || method.isEmpty()
                || corsHeaders(head).isEmpty()) {
            return Optional.empty();
        }
        HttpResponse response = HttpResponse.empty(204)
                .withHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
                .withHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
        String wanted = String.join(", ", head.values("Access-Control-Request-Headers"));
        if (!wanted.isBlank() && HEADER_NAMES.matcher(wanted).matches()) {
            response = response.withHeader("Access-Control-Allow-Headers", wanted);
        }
        boolean privateNetwork =
                head.values("Access-Control-Request-Private-Network").contains("true");
        return Optional.of(
                privateNetwork ? response.withHeader("Access-Control-Allow-Private-Network", "true") : response);
    }

    /** What lets the page of an allowed origin read a response; empty for every other request. */
    public Map<String, String> corsHeaders(RequestHead head) {
        List<String> origin = head.values("Origin");
        if (origin.size() != 1 || !isAllowedOrigin(origin.get(0))) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Access-Control-Allow-Origin", origin.get(0));
        headers.put("Access-Control-Expose-Headers", EXPOSED_HEADERS);
        headers.put("Vary", "Origin");
        return headers;
    }

    private boolean isLoopback(String host) {
        return loopback.match(host) || LOOPBACK_IPV4.matcher(host).matches();
    }

    private boolean isAllowedOrigin(String origin) {
        Matcher http = HTTP_ORIGIN.matcher(origin);
        return (http.matches() && isLoopback(withoutPort(http.group(1)))) || origins.match(origin);
    }

    private static String withoutPort(String host) {
        int end = host.length();
        while (end > 0 && host.charAt(end - 1) >= '0' && host.charAt(end - 1) <= '9') {
            end--;
        }
        return end > 0 && host.charAt(end - 1) == ':' ? host.substring(0, end - 1) : host;
    }
}
