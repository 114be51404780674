package dev.llmconnect.ledger;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import java.time.Duration;

/**
 * Thrown if a caller may not make a call, or not now; nothing was spent. {@link #code()} is {@code forbidden} or
 * {@code rate_limited} (wire contract, section 3); {@link #retryAfter()} is the delay of a rate limit.
 */
public class CallRefusedException extends LLMException {
    private static final long serialVersionUID = 1L;

    private CallRefusedException(ErrorCode code, String type, String message, ErrorDetails details) {
        super(code, type, message, null, details);
    }

    static CallRefusedException forbidden(String message) {
        return new CallRefusedException(
                ErrorCode.FORBIDDEN,
                "ForbiddenError",
                message,
                ErrorDetails.builder().reason(FailureReason.PERMISSION).build());
    }

    static CallRefusedException rateLimited(String message, Duration retryAfter) {
        return new CallRefusedException(
                ErrorCode.RATE_LIMITED,
                "RateLimitedError",
                message,
                ErrorDetails.builder()
                        .reason(FailureReason.RATE_LIMIT)
                        .retryAfter(retryAfter)
                        .build());
    }
}
