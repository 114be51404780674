package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** Thrown if a call is cancelled, by its caller or for it, before the answer is complete. */
public class LLMCancelledException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message. */
    public LLMCancelledException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** Creates an exception with a cause and details. */
    public LLMCancelledException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.CANCELLED, "LLMError", message, cause, details);
    }
}
