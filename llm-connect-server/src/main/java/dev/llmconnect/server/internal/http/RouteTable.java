package dev.llmconnect.server.internal.http;

import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpRoute;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the route of a request. Immutable. */
public final class RouteTable {
    /** All routes of one pattern, by their methods. */
    private record Entry(RoutePattern pattern, Map<String, HttpRoute> methods) {}

    /** By shape, in order of setup, for messages. */
    private final Map<String, Entry> all = new LinkedHashMap<>();
    /** Those without parameters, by their paths. */
    private final Map<String, Entry> literals = new HashMap<>();
    /** Those with parameters, the most specific first. */
    private final List<Entry> patterns;

    /**
     * A table of these routes.
     *
     * @throws IllegalArgumentException when a pattern is malformed, or two routes are for the same requests
     */
    public RouteTable(List<HttpRoute> routes) {
        for (HttpRoute route : routes) {
            add(route);
        }
        patterns = all.values().stream()
                .filter(entry -> entry.pattern().hasParameters())
                .sorted((one, other) -> RoutePattern.MOST_SPECIFIC_FIRST.compare(one.pattern(), other.pattern()))
                .toList();
    }

    private void add(HttpRoute route) {
        RoutePattern pattern = RoutePattern.parse(route.pattern());
        Entry entry = all.computeIfAbsent(pattern.shape(), shape -> new Entry(pattern, new LinkedHashMap<>()));
        HttpRoute other = entry.methods().putIfAbsent(route.method(), route);
        if (other != null) {
            throw new IllegalArgumentException("there are two routes for the same requests: " + other + ", " + route);
        }
        if (!pattern.hasParameters()) {
            literals.put(route.pattern(), entry);
        }
    }

    /** The route of a request, if there is one; {@code HEAD} has that of {@code GET}. */
    public Optional<MatchedRoute> find(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        Entry literal = literals.get(path);
        HttpRoute own = literal == null ? null : literal.methods().get(wanted);
        if (own != null) {
            return Optional.of(new MatchedRoute(own, Map.of()));
        }
        return matching(path)
                .filter(entry -> entry.methods().containsKey(wanted))
                .findFirst()
                .map(entry -> matched(entry, wanted, path));
    }

    private static MatchedRoute matched(Entry entry, String method, String path) {
        HttpRoute route = entry.methods().get(method);
        if (route == null) {
            throw new IllegalStateException("no " + method + " at " + entry.pattern());
        }
        return new MatchedRoute(route, entry.pattern().match(path).orElse(Map.of()));
    }

    private Stream<Entry> matching(String path) {
        Entry literal = literals.get(path);
        Stream<Entry> others =
                patterns.stream().filter(entry -> entry.pattern().match(path).isPresent());
        return literal == null ? others : Stream.concat(Stream.of(literal), others);
    }

    /** Why there is no route for a request. */
    public RequestRejectedException rejection(RequestHead head) {
        String method = head.method();
        String path = head.path();
        List<String> allowed = matching(path)
                .flatMap(entry -> entry.methods().keySet().stream())
                .flatMap(name -> name.equals("GET") ? Stream.of(name, "HEAD") : Stream.of(name))
                .distinct()
                .toList();
        if (!allowed.isEmpty() && head.wantsWebSocket()) {
            return RequestRejectedException.upgradeRequired(path);
        }
        if (!allowed.isEmpty()) {
            return RequestRejectedException.methodNotAllowed(method, path, String.join(", ", allowed));
        }
        String known = all.values().stream()
                .map(entry -> String.join(", ", entry.methods().keySet()) + " " + entry.pattern())
                .collect(Collectors.joining("; "));
        return RequestRejectedException.notFound(path, known);
    }

    /** The form of errors for a request: that of its route, else that of the path's first route, whose method is another one. */
    public ErrorFormat errors(String method, String path) {
        return find(method, path)
                .map(MatchedRoute::route)
                .or(() -> matching(path)
                        .flatMap(entry -> entry.methods().values().stream())
                        .findFirst())
                .map(HttpRoute::errors)
                .orElse(ErrorFormat.CONTRACT);
    }
}
