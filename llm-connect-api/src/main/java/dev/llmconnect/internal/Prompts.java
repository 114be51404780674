package dev.llmconnect.internal;

import dev.llmconnect.LLMInvalidRequestException;
import org.jspecify.annotations.Nullable;

/** Validation of prompts (wire contract, section 2), the same in process and over HTTP. */
public final class Prompts {
    private Prompts() {}

    /**
     * Returns the prompt.
     *
     * @throws LLMInvalidRequestException if it is {@code null} or empty
     */
    public static String required(@Nullable String prompt) {
        if (prompt == null) {
            throw new LLMInvalidRequestException("prompt is missing; it must be a non-empty string");
        }
        if (prompt.isEmpty()) {
            throw new LLMInvalidRequestException("prompt must not be empty");
        }
        return prompt;
    }
}
