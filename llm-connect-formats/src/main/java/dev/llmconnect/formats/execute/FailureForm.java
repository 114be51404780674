package dev.llmconnect.formats.execute;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The error JSON of the wire contract (section 3), with the details of the failure, and the exception that it stands for. */
public final class FailureForm {
    /** Field with what the contract's own fields do not say: {@value}. */
    public static final String DETAILS = "details";

    private static final String PROVIDER = "provider";
    private static final String REASON = "reason";
    private static final String CODE = "provider_code";
    private static final String MESSAGE = "provider_message";
    private static final String PARAM = "provider_param";
    private static final String REQUEST_ID = "provider_request_id";
    private static final String RETRYABLE = "retryable";
    private static final String RETRY_AFTER_MS = "retry_after_ms";

    private FailureForm() {}

    /** Returns the details that are known beyond the fields of the contract; empty if there are none. */
    public static Map<String, Object> details(LLMException failure) {
        ErrorDetails details = failure.details();
        Map<String, Object> tree = new LinkedHashMap<>();
        details.provider().ifPresent(name -> tree.put(PROVIDER, name));
        if (!details.reason().equals(FailureReason.OTHER)) {
            tree.put(REASON, details.reason().value());
        }
        details.providerCode().ifPresent(code -> tree.put(CODE, code));
        details.providerMessage().ifPresent(message -> tree.put(MESSAGE, message));
        details.providerParam().ifPresent(param -> tree.put(PARAM, param));
        details.providerRequestId().ifPresent(id -> tree.put(REQUEST_ID, id));
        if (details.isRetryable() != details.reason().isRetryable()) {
            tree.put(RETRYABLE, details.isRetryable());
        }
        details.retryAfter()
                .filter(pause -> pause.toMillis() % 1000 != 0)
                .ifPresent(pause -> tree.put(RETRY_AFTER_MS, pause.toMillis()));
        return tree;
    }

    /**
     * Returns what an adapter at the other end threw; empty for the refusals of the server itself.
     *
     * @param error the error JSON
     * @param known details for an error JSON without any
     */
    public static Optional<LLMException> read(Map<String, ?> error, ErrorDetails known) {
        if (!(error.get("error") instanceof String name)) {
            return Optional.empty();
        }
        String message = error.get("message") instanceof String text ? text : name;
        ErrorDetails details = error.get(DETAILS) instanceof Map<?, ?> map ? details(error, map) : known;
        return Optional.ofNullable(failure(ErrorCode.of(name), message, details));
    }

    private static @Nullable LLMException failure(ErrorCode code, String message, ErrorDetails details) {
        if (code.equals(ErrorCode.INVALID_REQUEST) || code.equals(ErrorCode.REQUEST_TOO_LARGE)) {
            return new LLMInvalidRequestException(message, null, details);
        }
        if (code.equals(ErrorCode.UNKNOWN_PROFILE)) {
            return LLMProfileException.unknown(message);
        }
        if (code.equals(ErrorCode.CONFIGURATION_ERROR)) {
            return new LLMConfigurationException(message, null, details);
        }
        if (code.equals(ErrorCode.BUDGET_EXCEEDED)) {
            return new LLMBudgetExceededException(message, null, details);
        }
        if (code.equals(ErrorCode.PROVIDER_TIMEOUT)) {
            return new LLMTimeoutException(message, null, details);
        }
        if (code.equals(ErrorCode.PROVIDER_RATE_LIMITED)) {
            return new LLMRateLimitException(message, null, details);
        }
        if (code.equals(ErrorCode.PROVIDER_API_ERROR)) {
            return new LLMApiException(message, null, details);
        }
        if (code.equals(ErrorCode.CANCELLED)) {
            return new LLMCancelledException(message, null, details);
        }
        return code.equals(ErrorCode.LLM_ERROR) ? new LLMException(message) : null;
    }

    private static ErrorDetails details(Map<String, ?> error, Map<?, ?> tree) {
        String reason = text(tree.get(REASON));
        ErrorDetails.Builder details = ErrorDetails.builder()
                .provider(text(tree.get(PROVIDER)))
                .providerStatus(error.get("provider_status") instanceof Number status ? status.intValue() : null)
                .providerCode(text(tree.get(CODE)))
                .providerMessage(text(tree.get(MESSAGE)))
                .providerParam(text(tree.get(PARAM)))
                .providerRequestId(text(tree.get(REQUEST_ID)))
                .reason(reason == null ? FailureReason.OTHER : new FailureReason(reason))
                .retryable(tree.get(RETRYABLE) instanceof Boolean retryable ? retryable : null);
        if (tree.get(RETRY_AFTER_MS) instanceof Number millis) {
            details.retryAfter(Duration.ofMillis(millis.longValue()));
        } else if (error.get("retry_after_seconds") instanceof Number seconds) {
            details.retryAfter(Duration.ofSeconds(seconds.longValue()));
        }
        return details.build();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }
}
