package dev.llmconnect.structured;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import java.util.List;

/**
 * The model's answer is no value of the type that was asked for, also after it was told what is wrong. The message says what is wrong;
 * {@link #rawText()} is the answer.
 */
public class StructuredOutputException extends LLMApiException {
    private static final long serialVersionUID = 1L;

    private final String rawText;
    private final List<String> violations;

    /**
     * An answer that is wrong.
     *
     * @param provider who answered
     * @param what what happened, in a sentence
     * @param violations each thing that is wrong, with the path of its value; empty when the answer is no value at all
     * @param rawText the answer as the model wrote it
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

    /** The last answer, as the model wrote it. Not redacted: for the program, not for its log. */
    public String rawText() {
        return rawText;
    }

    /** Each thing that is wrong, with the path of its value, for example {@code items[2].price is missing}. */
    public List<String> violations() {
        return violations;
    }
}
