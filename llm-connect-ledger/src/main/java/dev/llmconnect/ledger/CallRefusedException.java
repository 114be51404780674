package dev.llmconnect.ledger;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import java.time.Duration;

/**
 * A caller may not make this call, or not now; nothing was spent. Its {@link #code()} is {@code forbidden} or {@code rate_limited} of the wire
 * contract, section 3; {@link #retryAfter()} says when a limited caller may call again.
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
