package dev.llmconnect.server.internal.responses;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.server.internal.http.ErrorFormat;
import dev.llmconnect.server.internal.http.ErrorResponse;
import dev.llmconnect.server.internal.http.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Failures as OpenAI's clients know them. */
final class OpenAIErrors {
    static final ErrorFormat FORMAT = (failure, requestId) -> response(failure);

    private OpenAIErrors() {}

    private static Response response(LLMException failure) {
        Response response = Response.json(status(failure), Map.of("error", error(failure)));
        boolean again = failure.retryable() || failure.code().equals(ErrorCode.SERVER_OVERLOADED);
        return ErrorResponse.withHeaders(again ? response : response.withHeader("x-should-retry", "false"), failure);
    }

    private static int status(LLMException failure) {
        FailureReason reason = failure.reason();
        if (failure.code().equals(ErrorCode.UNKNOWN_PROFILE) || reason.equals(FailureReason.NOT_FOUND)) {
            return 404;
        }
        if (reason.equals(FailureReason.RATE_LIMIT) || reason.equals(FailureReason.QUOTA)) {
            return 429;
        }
        if (isRequests(reason)) {
            return 400;
        }
        return ErrorResponse.status(failure);
    }

    private static boolean isRequests(FailureReason reason) {
        return reason.equals(FailureReason.INVALID_REQUEST)
                || reason.equals(FailureReason.CONTEXT_LENGTH)
                || reason.equals(FailureReason.CONTENT_POLICY);
    }

    static Map<String, @Nullable Object> error(LLMException failure) {
        int status = status(failure);
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", ErrorResponse.message(failure));
        error.put("type", status < 429 ? "invalid_request_error" : status == 429 ? "rate_limit_error" : "server_error");
        error.put("param", failure instanceof RefusedField field ? field.param() : null);
        error.put("code", code(failure));
        return error;
    }

    private static @Nullable String code(LLMException failure) {
        if (failure instanceof RefusedField field) {
            return field.errorCode();
        }
        FailureReason reason = failure.reason();
        if (failure.code().equals(ErrorCode.UNKNOWN_PROFILE) || reason.equals(FailureReason.NOT_FOUND)) {
            return "model_not_found";
        }
        if (reason.equals(FailureReason.CONTEXT_LENGTH)) {
            return "context_length_exceeded";
        }
        if (reason.equals(FailureReason.QUOTA)) {
            return "insufficient_quota";
        }
        if (reason.equals(FailureReason.RATE_LIMIT)) {
            return "rate_limit_exceeded";
        }
        return failure.details().providerCode().orElse(null);
    }
}
