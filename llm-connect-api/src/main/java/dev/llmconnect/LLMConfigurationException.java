package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** The set-up is wrong: a missing key, an unknown provider, an unusable setting. */
public class LLMConfigurationException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** With a message only. */
    public LLMConfigurationException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** With all that is known. */
    public LLMConfigurationException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.CONFIGURATION_ERROR, "LLMConfigurationError", message, cause, details);
    }

    /** For subclasses with a code of their own. */
    protected LLMConfigurationException(
            ErrorCode code, String type, String message, @Nullable Throwable cause, ErrorDetails details) {
        super(code, type, message, cause, details);
    }
}
