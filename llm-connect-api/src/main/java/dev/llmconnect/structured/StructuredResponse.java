package dev.llmconnect.structured;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.Usage;

/**
 * An answer as a value, with the answer it was read from. Immutable.
 *
 * @param <T> the type that was asked for
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

    /** The value. */
    public T value() {
        return value;
    }

    /** The answer that the value was read from: the last one when a repair was asked for. */
    public LLMResponse response() {
        return response;
    }

    /** The tokens of all answers, those that had to be repaired included. */
    public Usage usage() {
        return usage;
    }

    /** Names the answer, never the value. */
    @Override
    public String toString() {
        return "StructuredResponse[" + response + "]";
    }
}
