package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** A budget or depth limit would be passed; nothing was spent. */
public class LLMBudgetExceededException extends LLMException {
    private static final long serialVersionUID = 1L;

    /** With a message only. */
    public LLMBudgetExceededException(String message) {
        this(message, null, ErrorDetails.none());
    }

    /** With all that is known. */
    public LLMBudgetExceededException(String message, @Nullable Throwable cause, ErrorDetails details) {
        super(ErrorCode.BUDGET_EXCEEDED, "LLMBudgetExceededError", message, cause, details);
    }
}
