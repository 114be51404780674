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

    /** How its clients are told of failures; as the wire contract has it by default. */
    default ErrorFormat errors() {
        return ErrorFormat.CONTRACT;
    }
}
