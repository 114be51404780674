package dev.llmconnect;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that could not be answered. Subclasses say what kind of failure it was; {@link #code()} is the wire contract's word for it.
 *
 * <p>The message is redacted and capped when the exception is made, so it may be shown to a client. Serializable with its code and
 * details.
 */
public class LLMException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 4000;

    private final ErrorCode code;
    private final String type;
    private final ErrorDetails details;

    /** A failure of an adapter that has no kind of its own. */
    public LLMException(String message) {
        this(message, null);
    }

    /** A failure of an adapter that has no kind of its own, with its cause. */
    public LLMException(String message, @Nullable Throwable cause) {
        this(ErrorCode.LLM_ERROR, "LLMError", message, cause, ErrorDetails.none());
    }

    /**
     * @param code the contract's code
     * @param type the contract's type, for example {@code LLMAPIError}
     * @param message what happened, to whom, and what to do about it
     */
    protected LLMException(
            ErrorCode code, String type, String message, @Nullable Throwable cause, ErrorDetails details) {
        super(Redactor.redact(message, MAX_MESSAGE), cause);
        this.code = code;
        this.type = type;
        this.details = details;
    }

    /**
     * The message, never {@code null}.
     */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }

    /** The contract's error code. */
    public ErrorCode code() {
        return code;
    }

    /** The contract's name of the kind of error, for example {@code LLMRateLimitError}. */
    public String type() {
        return type;
    }

    /** Everything that is known beyond the message. */
    public ErrorDetails details() {
        return details;
    }

    /** Whether the same request may succeed when it is sent again. */
    public boolean isRetryable() {
        return details.isRetryable();
    }

    /** The provider that failed. */
    public Optional<String> provider() {
        return details.provider();
    }

    /** The HTTP status the provider answered with. */
    public Optional<Integer> providerStatus() {
        return details.providerStatus();
    }

    /** How long the provider asked to wait. */
    public Optional<Duration> retryAfter() {
        return details.retryAfter();
    }

    /** Why it failed. */
    public FailureReason reason() {
        return details.reason();
    }

    /**
     * How an attempt that failed with this ended, in one word for {@link Attempt#outcome()}: the reason, {@value Attempt#CANCELLED} of a caller
     * who left, else the error code.
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
     * The error JSON of the wire contract, section 3, as a map for any JSON library.
     *
     * @param requestId the id of the call, left out when {@code null}
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

    /** A duration as messages show it: {@code 30 s}, or {@code 700 ms} where it is not a whole number of seconds; never as 0. */
    public static String shown(Duration time) {
        if (time.toMillis() == 0 && !time.isZero()) {
            return "less than 1 ms";
        }
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** A pause in whole seconds, rounded up, as {@code Retry-After} wants it. */
    public static long wholeSeconds(Duration pause) {
        return pause.plusNanos(999_999_999).toSeconds();
    }
}
