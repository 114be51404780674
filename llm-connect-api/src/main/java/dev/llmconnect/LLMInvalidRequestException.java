package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** Thrown if the request is invalid; the message names the field and the accepted values. */
public class LLMInvalidRequestException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message. */
    public LLMInvalidRequestException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** Creates an exception with a cause and details. */
    public LLMInvalidRequestException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.INVALID_REQUEST, "InvalidRequestError", message, cause, details);
    }
}
