package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** The provider's rate limit. {@link #retryAfter()} says how long to wait, where the provider told. */
public class LLMRateLimitException extends LLMApiException {
    private static final long serialVersionUID = 1L;

    /** With a message only. */
    public LLMRateLimitException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** With all that is known. */
    public LLMRateLimitException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.PROVIDER_RATE_LIMITED, "LLMRateLimitError", message, cause, details);
    }
}
