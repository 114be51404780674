package dev.llmconnect.server.admin;

import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files of the page at {@code /admin/}. They hold nothing secret, so they want no key: what they show comes from the API. */
final class PageRoutes {
    /** Scripts, styles and images of this server only; no other page may frame it. */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The page itself, which {@code /admin/} is. */
    static final String PAGE = "index.html";

    /** The files in the order in which the page needs them. */
    static final List<String> FILES = List.of(
            PAGE,
            "style.css",
            "icon.svg",
            "app.js",
            "state.js",
            "format.js",
            "html.js",
            "charts.js",
            "calls.js",
            "money.js",
            "now.js",
            "operations.js",
            "playground.js",
            "vendor/preact.js",
            "vendor/uplot.js",
            "vendor/uplot.css");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final int MOVED = 308;
    private static final int NOT_MODIFIED = 304;
    private static final int TAG_LENGTH = 32;

    private final Map<String, PageFile> loaded = new ConcurrentHashMap<>();

    private static final class PageFile {
        private final byte[] content;
        private final String type;
        private final String tag;

        PageFile(byte[] content, String type) {
            this.content = content;
            this.type = type;
            this.tag = '"' + hash(content) + '"';
        }
    }

    void setup(Routing routing) {
        routing.add(HttpRoute.blocking("GET", "/admin", request -> moved())
                .withoutKey()
                .describedAs(() ->
                        RouteDescription.of("Leads to the page").group("page").answersNothing(MOVED)));
        routing.add(HttpRoute.blocking("GET", "/admin/", request -> file(request, PAGE))
                .withoutKey()
                .describedAs(() -> RouteDescription.of("The page for operators")
                        .group("page")
                        .answers(200, "text/html", Map.of("type", "string"))));
        routing.add(HttpRoute.blocking(
                        "GET", "/admin/{file...}", request -> file(request, request.pathParameter("file")))
                .withoutKey()
                .describedAs(() -> RouteDescription.of("A file of the page")
                        .group("page")
                        .answers(200, "text/javascript", Map.of("type", "string"))));
    }

    private static HttpResponse moved() {
        return HttpResponse.empty(MOVED).withHeader("Location", "/admin/");
    }

    private HttpResponse file(HttpRequest request, String name) {
        if (!FILES.contains(name)) {
            throw RequestRejectedException.notFound("the page has no such file");
        }
        PageFile file = loaded.computeIfAbsent(name, PageRoutes::load);
        boolean known = request.headers("If-None-Match").contains(file.tag);
        HttpResponse response =
                known ? HttpResponse.empty(NOT_MODIFIED) : HttpResponse.bytes(200, file.type, file.content);
        for (Map.Entry<String, String> header : headers(file).entrySet()) {
            response = response.withHeader(header.getKey(), header.getValue());
        }
        return response;
    }

    private static Map<String, String> headers(PageFile file) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", file.tag);
        headers.put("Cache-Control", "no-cache");
        headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        return headers;
    }

    private static PageFile load(String name) {
        try (InputStream in = PageRoutes.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the file " + name + " of the page is missing from the jar");
            }
            byte[] content = in.readAllBytes();
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            return new PageFile(content, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
                    .substring(0, TAG_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
