package dev.llmconnect.server;

/**
 * Adds routes to an {@link LLMServer}. Built-in endpoints are features too; add your own with {@link LLMServer.Builder#feature}.
 *
 * <pre>{@code
 * LLMServer.builder(adapter)
 *         .feature(routing -> routing.get(
 *                 "/greet/{name}", request -> HttpResponse.text(200, "Hello " + request.pathParameter("name"))))
 *         .build();
 * }</pre>
 */
@FunctionalInterface
public interface HttpFeature {
    /**
     * Adds the routes. Called once, when the server starts.
     *
     * @throws IllegalArgumentException if a route is malformed or already exists
     */
    void setup(Routing routing);

    /**
     * Ends what would keep the server from closing, for example responses that never end by themselves; nothing by default. Called once,
     * when the server begins to close.
     */
    default void stop() {}
}
