package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** A profile is unknown, or its definition is wrong; the message names the source, the profile and the field. */
public class LLMProfileException extends LLMConfigurationException {
    private static final long serialVersionUID = 1L;

    private LLMProfileException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, "LLMProfileError", message, cause, ErrorDetails.none());
    }

    /** A definition that can't be read or is wrong: {@code configuration_error}. */
    public static LLMProfileException badDefinition(String message, @Nullable Throwable cause) {
        return new LLMProfileException(ErrorCode.CONFIGURATION_ERROR, message, cause);
    }

    /** Strict mode, and the name is no profile: {@code unknown_profile}. */
    public static LLMProfileException unknown(String message) {
        return new LLMProfileException(ErrorCode.UNKNOWN_PROFILE, message, null);
    }
}
