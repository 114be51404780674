package dev.llmconnect.server;

/**
 * Adds routes to an {@link LLMServer}. Each built-in endpoint is a feature; a program adds its own with
 * {@link LLMServer.Builder#feature}.
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
     * @throws IllegalArgumentException when a route is malformed or already taken
     */
    void setup(Routing routing);
}
