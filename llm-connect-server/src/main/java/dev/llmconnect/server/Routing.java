package dev.llmconnect.server;

import java.util.ArrayList;
import java.util.List;

/** Collects the routes of a server while its features are set up. Not thread-safe. */
public final class Routing {
    private final List<HttpRoute> routes = new ArrayList<>();

    Routing() {}

    /**
     * Adds a route.
     *
     * <p>Where several patterns match a path, the most specific one wins, whatever the order in which they were added: compared
     * segment by segment, text wins over a parameter, a longer text around a parameter over a shorter one, and a parameter over
     * a rest.
     */
    public Routing add(HttpRoute route) {
        routes.add(route);
        return this;
    }

    /** Adds {@link HttpRoute#blocking} for {@code GET} and {@code HEAD}. */
    public Routing get(String pattern, HttpHandler handler) {
        return add(HttpRoute.blocking("GET", pattern, handler));
    }

    /** Adds {@link HttpRoute#blocking} for {@code POST}. */
    public Routing post(String pattern, HttpHandler handler) {
        return add(HttpRoute.blocking("POST", pattern, handler));
    }

    List<HttpRoute> routes() {
        return List.copyOf(routes);
    }
}
