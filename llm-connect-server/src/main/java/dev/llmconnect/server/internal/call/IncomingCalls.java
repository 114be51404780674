package dev.llmconnect.server.internal.call;

import dev.llmconnect.formats.endpoint.IncomingCall;
import dev.llmconnect.server.HttpRequest;

/** HTTP requests as the readers of the formats get them. */
public final class IncomingCalls {
    private IncomingCalls() {}

    /**
     * Reads the body of a request.
     *
     * @throws dev.llmconnect.LLMInvalidRequestException if it is no JSON object
     */
    public static IncomingCall of(HttpRequest request) {
        return new IncomingCall(request.json(), request.context(), request::header);
    }
}
