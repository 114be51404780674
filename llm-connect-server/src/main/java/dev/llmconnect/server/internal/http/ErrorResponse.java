package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMException;
import dev.llmconnect.formats.endpoint.FailureAnswer;
import dev.llmconnect.formats.execute.FailureForm;
import dev.llmconnect.server.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** Failures as the wire contract's section 3 has them. */
public final class ErrorResponse {
    private static final String MESSAGE = "message";
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private ErrorResponse() {}

    /** The failure as an answer, {@code Retry-After} included. */
    public static HttpResponse of(LLMException failure, String requestId) {
        return withHeaders(HttpResponse.json(FailureAnswer.status(failure), tree(failure, requestId)), failure);
    }

    /** An answer that tells of a failure, with the headers that belong to the failure in every format. */
    public static HttpResponse withHeaders(HttpResponse response, LLMException failure) {
        HttpResponse complete = response;
        if (failure instanceof RequestRejectedException rejected) {
            for (Map.Entry<String, String> header : rejected.headers().entrySet()) {
                complete = complete.withHeader(header.getKey(), header.getValue());
            }
        }
        boolean allowsRetryAfter = response.status() == TOO_MANY_REQUESTS || response.status() >= SERVER_ERROR;
        if (failure.retryAfter().isPresent() && allowsRetryAfter) {
            long seconds = LLMException.wholeSeconds(failure.retryAfter().get());
            complete = complete.withHeader("Retry-After", Long.toString(seconds));
        }
        return complete;
    }

    /** The failure as the JSON tree of an answer or an event. */
    public static Map<String, Object> tree(LLMException failure, String requestId) {
        Map<String, Object> tree = new LinkedHashMap<>(failure.toMap(requestId));
        tree.put(MESSAGE, FailureAnswer.message(failure));
        Map<String, Object> details = FailureForm.details(failure);
        if (!details.isEmpty()) {
            tree.put(FailureForm.DETAILS, details);
        }
        return tree;
    }
}
