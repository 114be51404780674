package dev.llmconnect.structured;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import java.util.List;

/**
 * Thrown if the model's answer is not a value of the requested type, after repairs. The message names the violations;
 * {@link #rawText()} is the answer.
 */
public class StructuredOutputException extends LLMApiException {
    private static final long serialVersionUID = 1L;

    private final String rawText;
    private final List<String> violations;

    /**
     * Creates an exception.
     *
     * @param provider provider that answered
     * @param what what happened, in one sentence
     * @param violations violations with the path of each value; empty if the answer is no value at all
     * @param rawText answer of the model
     */
    public StructuredOutputException(String provider, String what, List<String> violations, String rawText) {
        super(
                ErrorCode.PROVIDER_API_ERROR,
                "LLMAPIError",
                violations.isEmpty() ? what : what + ": " + String.join("; ", violations),
                null,
                ErrorDetails.of(provider, FailureReason.MALFORMED));
        this.rawText = rawText;
        this.violations = List.copyOf(violations);
    }

    /** Last answer of the model. Not redacted; do not log it. */
    public String rawText() {
        return rawText;
    }

    /** Violations with the path of each value, for example {@code items[2].price is missing}. */
    public List<String> violations() {
        return violations;
    }
}
