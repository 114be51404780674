package dev.llmconnect.formats.chat;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.formats.endpoint.FailureAnswer;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure in OpenAI's words.
 *
 * @param status the HTTP status
 * @param type the kind of error
 * @param code the most telling word, where OpenAI has one
 * @param param the request's field that is wrong, where it is known
 * @param message for a person
 */
public record OpenAIError(
        int status,
        String type,
        @Nullable String code,
        @Nullable String param,
        String message) {
    private static final String INVALID = "invalid_request_error";
    private static final String SERVER = "server_error";
    private static final String NO_QUOTA = "insufficient_quota";
    /** The code for a model that is not there, or not for this caller. */
    public static final String NO_MODEL = "model_not_found";
    /** The code for a conversation that a response is being made to. */
    public static final String CONVERSATION_LOCKED = "conversation_locked";
    /** What names something stored, and the code by which clients know that it is not there, so that they send all of it. */
    private static final Map<String, String> STORED = Map.of(
            "previous_response_id", "previous_response_not_found",
            "conversation", "conversation_not_found");
    /** An item that is not there has no code. */
    private static final String ITEM = "item_reference";

    private static final int PAYLOAD_TOO_LARGE = 413;
    private static final List<Integer> OVERLOADED = List.of(503, 529);

    /**
     * Reads a failure.
     *
     * @param prompt the parameter that is too long when the prompt is
     */
    public static OpenAIError of(LLMException failure, String prompt) {
        String message = FailureAnswer.message(failure);
        if (failure instanceof InvalidParamException wrong) {
            String word = wrong.word().orElse(null);
            return new OpenAIError(NO_MODEL.equals(word) ? 404 : 400, INVALID, word, wrong.param(), message);
        }
        ErrorCode code = failure.code();
        if (code.equals(ErrorCode.PROVIDER_API_ERROR) || code.equals(ErrorCode.PROVIDER_RATE_LIMITED)) {
            return ofProvider(failure, message, prompt);
        }
        boolean noModel =
                code.equals(ErrorCode.INVALID_REQUEST) && failure.reason().equals(FailureReason.NOT_FOUND);
        if (noModel || code.equals(ErrorCode.UNKNOWN_PROFILE)) {
            return new OpenAIError(404, INVALID, NO_MODEL, "model", message);
        }
        if (code.equals(ErrorCode.UNAUTHORIZED)) {
            return new OpenAIError(401, INVALID, "invalid_api_key", null, message);
        }
        if (code.equals(ErrorCode.BUDGET_EXCEEDED)) {
            return new OpenAIError(429, NO_QUOTA, NO_QUOTA, null, message);
        }
        if (code.equals(ErrorCode.RATE_LIMITED)) {
            return new OpenAIError(429, "requests", "rate_limit_exceeded", null, message);
        }
        if (code.equals(ErrorCode.FORBIDDEN)) {
            return new OpenAIError(403, INVALID, NO_MODEL, "model", message);
        }
        int status = FailureAnswer.status(failure);
        if (code.equals(ErrorCode.CANCELLED)) {
            return new OpenAIError(status, SERVER, code.value(), null, message);
        }
        if (code.equals(ErrorCode.INVALID_REQUEST) || code.equals(ErrorCode.NOT_FOUND)) {
            @Nullable String field = failure.details().providerParam().orElse(null);
            return ITEM.equals(field)
                    ? new OpenAIError(ErrorCode.NOT_FOUND.httpStatus(), INVALID, null, "input", message)
                    : new OpenAIError(status, INVALID, field == null ? null : STORED.get(field), field, message);
        }
        return new OpenAIError(status, status < 500 ? INVALID : SERVER, code.value(), null, message);
    }

    /**
     * The failure as the JSON tree of an answer or of the event that ends a stream.
     *
     * @param prompt the parameter that is too long when the prompt is
     */
    public static Map<String, Object> tree(LLMException failure, String prompt, String requestId) {
        OpenAIError error = of(failure, prompt);
        Map<String, @Nullable Object> inner = new LinkedHashMap<>();
        inner.put("message", error.message());
        inner.put("type", error.type());
        inner.put("param", error.param());
        inner.put("code", error.code());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("error", inner);
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("request_id", requestId);
        own.put("error", failure.code().value());
        failure.provider().ifPresent(name -> own.put("provider", name));
        failure.providerStatus().ifPresent(status -> own.put("provider_status", status));
        tree.put("llm_connect", own);
        return tree;
    }

    /** What a provider says of the request is passed on; that it refuses our key, or has none for us, is not the client's fault. */
    private static OpenAIError ofProvider(LLMException failure, String message, String prompt) {
        FailureReason reason = failure.reason();
        int providerStatus = failure.providerStatus().orElse(0);
        String said = failure.details().providerMessage().orElse(message);
        @Nullable String word = failure.details().providerCode().orElse(null);
        @Nullable String param = failure.details().providerParam().orElse(null);
        if (reason.equals(FailureReason.QUOTA)) {
            return new OpenAIError(429, NO_QUOTA, NO_QUOTA, null, message);
        }
        if (reason.equals(FailureReason.RATE_LIMIT) || failure.code().equals(ErrorCode.PROVIDER_RATE_LIMITED)) {
            return new OpenAIError(429, "requests", "rate_limit_exceeded", null, message);
        }
        if (reason.equals(FailureReason.CONTEXT_LENGTH)) {
            return new OpenAIError(400, INVALID, "context_length_exceeded", prompt, said);
        }
        if (reason.equals(FailureReason.CONTENT_POLICY)) {
            boolean own = "content_filter".equals(word);
            return new OpenAIError(400, INVALID, own ? word : "content_policy_violation", param, said);
        }
        if (reason.equals(FailureReason.NOT_FOUND)) {
            return new OpenAIError(404, INVALID, NO_MODEL, "model", said);
        }
        if (reason.equals(FailureReason.INVALID_REQUEST)) {
            int status = providerStatus == PAYLOAD_TOO_LARGE ? PAYLOAD_TOO_LARGE : 400;
            return new OpenAIError(status, INVALID, word, param, said);
        }
        if (reason.equals(FailureReason.TIMEOUT)) {
            return new OpenAIError(504, SERVER, "timeout", null, message);
        }
        if (OVERLOADED.contains(providerStatus)) {
            return new OpenAIError(503, SERVER, "overloaded", null, message);
        }
        return new OpenAIError(502, SERVER, failure.code().value(), null, message);
    }
}
