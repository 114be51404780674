package dev.llmconnect.server;

import java.util.ArrayList;
import java.util.List;

/** Collects the routes of a server's features. Not thread-safe. */
public final class Routing {
    private final List<HttpRoute> routes = new ArrayList<>();

    Routing() {}

    /**
     * Adds a route.
     *
     * <p>If several patterns match a path, the most specific applies, regardless of the order in which they are added. Segments
     * are compared in order: text precedes a parameter, longer text around a parameter precedes shorter, and a parameter precedes
     * a rest parameter.
     */
    public Routing add(HttpRoute route) {
        routes.add(route);
        return this;
    }

    /** Adds a {@link HttpRoute#blocking} route for {@code GET} and {@code HEAD}. */
    public Routing get(String pattern, HttpHandler handler) {
        return add(HttpRoute.blocking("GET", pattern, handler));
    }

    /** Adds a {@link HttpRoute#blocking} route for {@code POST}. */
    public Routing post(String pattern, HttpHandler handler) {
        return add(HttpRoute.blocking("POST", pattern, handler));
    }

    /** The routes that have been added so far. */
    public List<HttpRoute> routes() {
        return List.copyOf(routes);
    }
}
