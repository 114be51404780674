package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** The caller has gone away before the answer was there. */
public class LLMCancelledException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** With a message only. */
    public LLMCancelledException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** With all that is known. */
    public LLMCancelledException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.LLM_ERROR, "LLMError", message, cause, details);
    }
}
