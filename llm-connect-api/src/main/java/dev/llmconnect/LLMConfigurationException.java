package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** Thrown if the configuration is invalid: a missing key, an unknown provider, an unusable setting. */
public class LLMConfigurationException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message. */
    public LLMConfigurationException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** Creates an exception with a cause and details. */
    public LLMConfigurationException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.CONFIGURATION_ERROR, "LLMConfigurationError", message, cause, details);
    }

    /** Creates an exception with another error code, for subclasses. */
    protected LLMConfigurationException(
            ErrorCode code, String type, String message, @Nullable Throwable cause, ErrorDetails details) {
        super(code, type, message, cause, details);
    }
}
