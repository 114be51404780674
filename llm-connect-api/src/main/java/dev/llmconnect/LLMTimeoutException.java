package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** The deadline of the call passed. */
public class LLMTimeoutException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** With a message only. */
    public LLMTimeoutException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** With all that is known. */
    public LLMTimeoutException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.PROVIDER_TIMEOUT, "LLMTimeoutError", message, cause, details);
    }
}
