package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** Thrown if a profile is unknown or its definition is invalid; the message names the source, the profile and the field. */
public class LLMProfileException extends LLMConfigurationException {
    private static final long serialVersionUID = 1L;

    private LLMProfileException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, "LLMProfileError", message, cause, ErrorDetails.none());
    }

    /** Creates an exception for an unreadable or invalid definition ({@code configuration_error}). */
    public static LLMProfileException invalidDefinition(String message, @Nullable Throwable cause) {
        return new LLMProfileException(ErrorCode.CONFIGURATION_ERROR, message, cause);
    }

    /** Creates an exception for an unknown profile in strict mode ({@code unknown_profile}). */
    public static LLMProfileException unknown(String message) {
        return new LLMProfileException(ErrorCode.UNKNOWN_PROFILE, message, null);
    }
}
