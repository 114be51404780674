package dev.llmconnect.server.internal.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which endpoint answers which method and path. Immutable. */
public final class Routes {
    private final Map<String, Map<String, Route>> byPath;

    private Routes(Map<String, Map<String, Route>> byPath) {
        this.byPath = byPath;
    }

    /**
     * One row of the table.
     *
     * @param path one that ends in {@code /} stands for everything below it that has no row of its own
     * @param isCall whether it is a call: it may block, counts against the limit of calls, and gets a line in the log
     * @param isPublic whether it wants no API key
     */
    record Route(String method, String path, Endpoint endpoint, boolean isCall, boolean isPublic) {}

    /** Starts with an empty table. */
    public static Builder builder() {
        return new Builder();
    }

    /** The row for a request, if there is one. {@code HEAD} goes where {@code GET} goes. */
    Optional<Route> find(String method, String path) {
        @Nullable Route route = methods(path).get(method.equals("HEAD") ? "GET" : method);
        return Optional.ofNullable(route);
    }

    private Map<String, Route> methods(String path) {
        Map<String, Route> exact = byPath.get(path);
        if (exact != null) {
            return exact;
        }
        return byPath.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("/")
                        && path.startsWith(entry.getKey())
                        && path.length() > entry.getKey().length())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Map.of());
    }

    /** Why there is no row for a request. */
    HttpRefusal refusal(String method, String path) {
        Map<String, Route> methods = methods(path);
        if (!methods.isEmpty()) {
            return HttpRefusal.methodNotAllowed(method, path, allowed(methods));
        }
        String known = byPath.entrySet().stream()
                .map(entry -> String.join(", ", entry.getValue().keySet()) + " " + entry.getKey())
                .collect(Collectors.joining("; "));
        return HttpRefusal.notFound(path, known);
    }

    /** How a request for that path is told of failures, also with a method that it does not take. */
    ErrorFormat errors(String path) {
        return methods(path).values().stream()
                .findFirst()
                .map(route -> route.endpoint().errors())
                .orElse(ErrorFormat.CONTRACT);
    }

    private static String allowed(Map<String, Route> methods) {
        String names = String.join(", ", methods.keySet());
        return methods.containsKey("GET") ? names + ", HEAD" : names;
    }

    /** Collects rows. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Map<String, Route>> byPath = new LinkedHashMap<>();

        private Builder() {}

        /** An endpoint for everybody, with or without an API key, that answers at once as {@link #immediate} does. */
        public Builder open(String method, String path, Endpoint endpoint) {
            return add(new Route(method, path, endpoint, false, true));
        }

        /** An endpoint that answers at once, on the event loop, however many calls are running. It must not block. */
        public Builder immediate(String method, String path, Endpoint endpoint) {
            return add(new Route(method, path, endpoint, false, false));
        }

        /** An endpoint that may block. */
        public Builder call(String method, String path, Endpoint endpoint) {
            return add(new Route(method, path, endpoint, true, false));
        }

        private Builder add(Route route) {
            byPath.computeIfAbsent(route.path(), path -> new LinkedHashMap<>()).put(route.method(), route);
            return this;
        }

        /** The table. */
        public Routes build() {
            return new Routes(new LinkedHashMap<>(byPath));
        }
    }
}
