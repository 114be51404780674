package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** The request is wrong, and the message names the field and what is accepted. */
public class LLMInvalidRequestException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** With a message only. */
    public LLMInvalidRequestException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** With all that is known. */
    public LLMInvalidRequestException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.INVALID_REQUEST, "InvalidRequestError", message, cause, details);
    }
}
