package dev.llmconnect.structured;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.Usage;

/**
 * A value and the answer it was parsed from. Immutable.
 *
 * @param <T> requested type
 */
public final class StructuredResponse<T> {
    private final T value;
    private final LLMResponse response;
    private final Usage usage;

    StructuredResponse(T value, LLMResponse response, Usage usage) {
        this.value = value;
        this.response = response;
        this.usage = usage;
    }

    /** Value of the answer. */
    public T value() {
        return value;
    }

    /** Answer the value was parsed from; after a repair, the last one. */
    public LLMResponse response() {
        return response;
    }

    /** Tokens of all answers, including repaired ones. */
    public Usage usage() {
        return usage;
    }

    /** Returns the answer's description, never the value. */
    @Override
    public String toString() {
        return "StructuredResponse[" + response + "]";
    }
}
