package dev.llmconnect.server.admin;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Redactor;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds routes of the admin API: each checks who asks, refuses parameters that it does not know, and redacts what it answers. */
final class AdminRoutes {
    /** What all paths of the API begin with. */
    static final String ROOT = "/admin/api";

    private final Routing routing;
    private final AdminAccess access;

    AdminRoutes(Routing routing, AdminAccess access) {
        this.routing = routing;
        this.access = access;
    }

    /** Adds a route that reads. */
    void read(
            String pattern,
            Supplier<RouteDescription> description,
            Function<HttpRequest, Map<String, ? extends @Nullable Object>> handler) {
        add("GET", pattern, description, request -> {
            access.checkRead(request);
            return json(handler.apply(request));
        });
    }

    /** Adds a route that changes something. */
    void change(
            String method,
            String pattern,
            Supplier<RouteDescription> description,
            Function<HttpRequest, Map<String, ? extends @Nullable Object>> handler) {
        add(method, pattern, description, request -> {
            access.checkChange(request);
            return json(handler.apply(request));
        });
    }

    /** Adds a route that checks by itself who asks. */
    void add(
            String method,
            String pattern,
            Supplier<RouteDescription> description,
            Function<HttpRequest, HttpResponse> handler) {
        routing.add(HttpRoute.blocking(method, ROOT + pattern, request -> {
                    checkQuery(request, description.get());
                    return handler.apply(request);
                })
                .withoutKey()
                .describedAs(() -> description.get().group("admin")));
    }

    private static void checkQuery(HttpRequest request, RouteDescription description) {
        List<String> known = description.query().stream()
                .map(RouteDescription.Parameter::name)
                .toList();
        for (String name : request.query().keySet()) {
            if (!known.contains(name)) {
                throw new LLMInvalidRequestException("unknown query parameter `" + name + "`; "
                        + (known.isEmpty() ? "there are none here" : "known: " + String.join(", ", known)));
            }
        }
    }

    private static HttpResponse json(Map<String, ? extends @Nullable Object> tree) {
        return HttpResponse.json(200, redacted(tree)).withHeader("Cache-Control", "no-store");
    }

    /** The tree without credentials. Names come from here and are none, but for those of objects with any names. */
    static Map<String, @Nullable Object> redacted(Map<?, ?> tree) {
        Map<String, @Nullable Object> safe = new LinkedHashMap<>();
        tree.forEach((name, value) -> safe.put(Redactor.redact(String.valueOf(name)), redacted(value)));
        return safe;
    }

    private static @Nullable Object redacted(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return redacted(map);
        }
        if (value instanceof Iterable<?> items) {
            List<@Nullable Object> safe = new ArrayList<>();
            items.forEach(item -> safe.add(redacted(item)));
            return safe;
        }
        return value instanceof String text ? Redactor.redact(text) : value;
    }
}
