package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMException;

/** How a door tells its clients of failures. Thread-safe. */
@FunctionalInterface
public interface ErrorFormat {
    /** The wire contract's, section 3. */
    ErrorFormat CONTRACT = ErrorResponse::of;

    /**
     * The failure as an answer. {@link ErrorResponse#status} and {@link ErrorResponse#withHeaders} have what all doors share.
     *
     * @param failure also one that the engine itself raises, before the endpoint has seen the request
     */
    Response response(LLMException failure, String requestId);
}
