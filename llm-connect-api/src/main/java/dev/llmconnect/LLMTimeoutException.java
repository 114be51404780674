package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** Thrown if the deadline of the call passes. */
public class LLMTimeoutException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message. */
    public LLMTimeoutException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** Creates an exception with a cause and details. */
    public LLMTimeoutException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.PROVIDER_TIMEOUT, "LLMTimeoutError", message, cause, details);
    }
}
