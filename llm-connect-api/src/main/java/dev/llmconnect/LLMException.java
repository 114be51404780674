package dev.llmconnect;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a call fails. Subclasses identify the kind of failure; {@link #code()} is its error code in the wire contract.
 *
 * <p>The message is redacted and truncated on construction, so it can be shown to clients. Serializable with code and details.
 */
public class LLMException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 4000;
    /** Causes of causes that are looked at; deeper ones are left out. */
    private static final int MAX_CAUSES = 20;

    private final ErrorCode code;
    private final String type;
    private final ErrorDetails details;

    /** Creates a general adapter failure. */
    public LLMException(String message) {
        this(message, null);
    }

    /** Creates a general adapter failure with a cause. */
    public LLMException(String message, @Nullable Throwable cause) {
        this(ErrorCode.LLM_ERROR, "LLMError", message, cause, ErrorDetails.none());
    }

    /**
     * Creates an exception with an error code, for subclasses.
     *
     * @param code error code of the wire contract
     * @param type error type of the wire contract, for example {@code LLMAPIError}
     * @param message what happened, to whom, and what to do about it
     */
    protected LLMException(
            ErrorCode code, String type, String message, @Nullable Throwable cause, ErrorDetails details) {
        super(Redactor.redact(message, MAX_MESSAGE), withoutCredentials(cause));
        this.code = code;
        this.type = type;
        this.details = details;
    }

    /** A cause is printed in stack traces and serialized with its failure, so one that quotes a credential is left out. */
    private static @Nullable Throwable withoutCredentials(@Nullable Throwable cause) {
        return quotesCredential(cause, MAX_CAUSES) ? null : cause;
    }

    private static boolean quotesCredential(@Nullable Throwable thrown, int more) {
        if (thrown == null) {
            return false;
        }
        String text = String.valueOf(thrown.getMessage());
        if (more == 0 || !Redactor.redact(text).equals(text) || quotesCredential(thrown.getCause(), more - 1)) {
            return true;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (quotesCredential(suppressed, more - 1)) {
                return true;
            }
        }
        return false;
    }

    /** Message of the failure; never {@code null}. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }

    /** Error code of the wire contract. */
    public ErrorCode code() {
        return code;
    }

    /** Error type of the wire contract, for example {@code LLMRateLimitError}. */
    public String type() {
        return type;
    }

    /** Details beyond the message. */
    public ErrorDetails details() {
        return details;
    }

    /** Whether the same request may succeed when retried. */
    public boolean isRetryable() {
        return details.isRetryable();
    }

    /** The provider that failed. */
    public Optional<String> provider() {
        return details.provider();
    }

    /** HTTP status of the provider's response. */
    public Optional<Integer> providerStatus() {
        return details.providerStatus();
    }

    /** Delay requested by the provider before the next request. */
    public Optional<Duration> retryAfter() {
        return details.retryAfter();
    }

    /** Provider-neutral reason of the failure. */
    public FailureReason reason() {
        return details.reason();
    }

    /**
     * Value of {@link Attempt#outcome()} for an attempt that fails with this exception: {@value Attempt#CANCELLED} for a
     * cancellation, otherwise the reason, otherwise the error code.
     */
    public String outcome() {
        if (this instanceof LLMCancelledException) {
            return Attempt.CANCELLED;
        }
        if (this instanceof LLMTimeoutException && providerStatus().isEmpty()) {
            return FailureReason.TIMEOUT.value();
        }
        return reason().equals(FailureReason.OTHER) ? code.value() : reason().value();
    }

    /**
     * Returns the error JSON of the wire contract (section 3) as a map.
     *
     * @param requestId id of the call; omitted if {@code null}
     */
    public Map<String, Object> toMap(@Nullable String requestId) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("error", code.value());
        map.put("message", getMessage());
        map.put("type", type);
        providerStatus().ifPresent(status -> map.put("provider_status", status));
        retryAfter().ifPresent(pause -> map.put("retry_after_seconds", wholeSeconds(pause)));
        if (requestId != null) {
            map.put("request_id", requestId);
        }
        return map;
    }

    /** Formats a duration for messages: {@code 30 s}, or {@code 700 ms} if it is not a whole number of seconds; never as 0. */
    public static String formatDuration(Duration duration) {
        if (duration.toMillis() == 0 && !duration.isZero()) {
            return "less than 1 ms";
        }
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** Returns a delay in whole seconds, rounded up, as {@code Retry-After} requires. */
    public static long wholeSeconds(Duration delay) {
        return delay.plusNanos(999_999_999).toSeconds();
    }
}
