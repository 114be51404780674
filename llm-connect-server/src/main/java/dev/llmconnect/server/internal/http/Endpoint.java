package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMException;

/** What answers the requests of one path and method. Thread-safe. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers one request.
     *
     * @throws LLMException becomes the error answer of its code; any other exception becomes {@code internal_error}
     */
    Response handle(Request request);
}
