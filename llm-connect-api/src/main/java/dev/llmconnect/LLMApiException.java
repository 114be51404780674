package dev.llmconnect;

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

    /** For subclasses with a code of their own. */
    protected LLMApiException(
            ErrorCode code, String type, String message, @Nullable Throwable cause, ErrorDetails details) {
        super(code, type, message, cause, details);
    }
}
