package dev.llmconnect;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown if the provider returns an error or an unusable response, or cannot be reached. */
public class LLMApiException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message. */
    public LLMApiException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** Creates an exception with a cause and details. */
    public LLMApiException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.PROVIDER_API_ERROR, "LLMAPIError", message, cause, details);
    }

    /**
     * Creates an exception for an HTTP error status, for providers without error codes of their own; a
     * {@link LLMRateLimitException} for 429.
     *
     * @param body response body, or the message in it
     * @param retryAfter value of {@code Retry-After}; used if it is a number of seconds
     */
    public static LLMApiException ofStatus(String provider, int status, String body, Optional<String> retryAfter) {
        ErrorDetails details = ErrorDetails.builder()
                .provider(provider)
                .providerStatus(status)
                .providerMessage(body)
                .reason(FailureReason.ofStatus(status))
                .retryAfter(retryAfter
                        .filter(value -> value.matches("[0-9]{1,9}"))
                        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                        .orElse(null))
                .build();
        String message = provider + " answered with HTTP " + status + ": " + body;
        return status == 429
                ? new LLMRateLimitException(message, null, details)
                : new LLMApiException(message, null, details);
    }

    /** Creates an exception with another error code, for subclasses. */
    protected LLMApiException(
            ErrorCode code, String type, String message, @Nullable Throwable cause, ErrorDetails details) {
        super(code, type, message, cause, details);
    }
}
