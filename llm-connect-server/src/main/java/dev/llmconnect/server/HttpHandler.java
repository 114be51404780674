package dev.llmconnect.server;

import dev.llmconnect.LLMException;

/** Answers the requests of one {@link HttpRoute}. Thread-safe. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Answers one request.
     *
     * @throws LLMException becomes the error response of its code, in the route's {@link ErrorFormat}; any other exception is logged
     *     and becomes {@code internal_error}
     */
    HttpResponse handle(HttpRequest request);
}
