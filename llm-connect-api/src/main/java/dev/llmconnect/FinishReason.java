package dev.llmconnect;

/**
 * Reason why the model stopped (wire contract, section 2).
 *
 * @param value name in the contract
 */
public record FinishReason(String value) {
    /** The answer is complete. */
    public static final FinishReason STOP = new FinishReason("stop");
    /** The answer reached a token limit. */
    public static final FinishReason LENGTH = new FinishReason("length");
    /** The model called a tool. */
    public static final FinishReason TOOL_CALLS = new FinishReason("tool_calls");
    /** The provider's content filter stopped the answer. */
    public static final FinishReason CONTENT_FILTER = new FinishReason("content_filter");
    /** The provider failed but returned an answer. */
    public static final FinishReason ERROR = new FinishReason("error");

    @Override
    public String toString() {
        return value;
    }
}
