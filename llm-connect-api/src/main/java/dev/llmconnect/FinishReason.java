package dev.llmconnect;

/**
 * Why the model stopped, in the contract's words (section 2).
 *
 * @param value the word
 */
public record FinishReason(String value) {
    /** The answer is complete. */
    public static final FinishReason STOP = new FinishReason("stop");
    /** A limit of tokens cut it off. */
    public static final FinishReason LENGTH = new FinishReason("length");
    /** The model called a tool. */
    public static final FinishReason TOOL_CALLS = new FinishReason("tool_calls");
    /** The provider's filter stopped it. */
    public static final FinishReason CONTENT_FILTER = new FinishReason("content_filter");
    /** Something went wrong at the provider, yet it answered. */
    public static final FinishReason ERROR = new FinishReason("error");

    @Override
    public String toString() {
        return value;
    }
}
