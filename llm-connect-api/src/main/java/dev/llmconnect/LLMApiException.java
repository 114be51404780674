package dev.llmconnect;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The provider answered with an error or with something unusable, or could not be reached. */
public class LLMApiException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** With a message only. */
    public LLMApiException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** With all that is known. */
    public LLMApiException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.PROVIDER_API_ERROR, "LLMAPIError", message, cause, details);
    }

    /**
     * An answer whose status is an error, for providers that have no words of their own for it; a {@link LLMRateLimitException} for
     * 429.
     *
     * @param said the body, or the message in it
     * @param retryAfter the header {@code Retry-After}; heeded when it is a number of seconds
     */
    public static LLMApiException ofStatus(String provider, int status, String said, Optional<String> retryAfter) {
        ErrorDetails details = ErrorDetails.builder()
                .provider(provider)
                .providerStatus(status)
                .providerMessage(said)
                .reason(FailureReason.ofStatus(status))
                .retryAfter(retryAfter
                        .filter(value -> value.matches("[0-9]{1,9}"))
                        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                        .orElse(null))
                .build();
        String message = provider + " answered with HTTP " + status + ": " + said;
        return status == 429
                ? new LLMRateLimitException(message, null, details)
                : new LLMApiException(message, null, details);
    }

    /** For subclasses with a code of their own. */
    protected LLMApiException(
            ErrorCode code, String type, String message, @Nullable Throwable cause, ErrorDetails details) {
        super(code, type, message, cause, details);
    }
}
