package dev.llmconnect.server;

import dev.llmconnect.LLMException;

/** Handles the requests of an {@link HttpRoute}. Thread-safe. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Handles a request.
     *
     * @throws LLMException for an error response with its code, in the route's {@link ErrorFormat}; any other exception is logged
     *     and reported as {@code internal_error}
     */
    HttpResponse handle(HttpRequest request);
}
