package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMException;
import dev.llmconnect.Redactor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Failures as the wire contract's section 3 has them. Redaction happens here too, since a plugin may override the message. */
public final class ErrorResponse {
    private static final String MESSAGE = "message";
    private static final int LONGEST_MESSAGE = 8000;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private ErrorResponse() {}

    /** The failure as an answer, {@code Retry-After} included. */
    public static Response of(LLMException failure, String requestId) {
        int status = failure instanceof HttpRefusal refusal
                ? refusal.status()
                : failure.code().httpStatus();
        Response response = Response.json(status, tree(failure, requestId));
        if (failure instanceof HttpRefusal refusal) {
            for (Map.Entry<String, String> header : refusal.headers().entrySet()) {
                response = response.withHeader(header.getKey(), header.getValue());
            }
        }
        if (failure.retryAfter().isPresent() && (status == TOO_MANY_REQUESTS || status == UNAVAILABLE)) {
            long seconds = LLMException.wholeSeconds(failure.retryAfter().get());
            response = response.withHeader("Retry-After", Long.toString(seconds));
        }
        return response;
    }

    /** The failure as the JSON tree of an answer or an event. */
    public static Map<String, Object> tree(LLMException failure, String requestId) {
        Map<String, Object> tree = new LinkedHashMap<>(failure.toMap(requestId));
        tree.put(MESSAGE, Redactor.redact(failure.getMessage(), LONGEST_MESSAGE));
        return tree;
    }

    /** The failure to show for a bug, which says nothing of the inside. */
    public static LLMException internal() {
        return HttpRefusal.internal();
    }
}
