package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** Thrown if a budget or the depth limit would be exceeded; nothing was spent. */
public class LLMBudgetExceededException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message. */
    public LLMBudgetExceededException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** Creates an exception with a cause and details. */
    public LLMBudgetExceededException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.BUDGET_EXCEEDED, "LLMBudgetExceededError", message, cause, details);
    }
}
