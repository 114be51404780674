package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** Thrown if the provider's rate limit is exceeded. {@link #retryAfter()} is the delay, if the provider sent one. */
public class LLMRateLimitException extends LLMApiException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message. */
    public LLMRateLimitException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** Creates an exception with a cause and details. */
    public LLMRateLimitException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.PROVIDER_RATE_LIMITED, "LLMRateLimitError", message, cause, details);
    }
}
