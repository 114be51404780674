package dev.llmconnect.internal;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import java.time.Duration;

/** Thrown if a call needs more memory than is available. An immediate retry, here or elsewhere, needs it again. */
public final class OutOfBudgetException extends LLMException {
    private static final long serialVersionUID = 1L;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    OutOfBudgetException(long bytes, long limit) {
        super(
                ErrorCode.SERVER_OVERLOADED,
                "ServerOverloadedError",
                "the call needs " + megabytes(bytes) + " MB of memory, and running calls leave less of the "
                        + megabytes(limit) + " MB for all calls",
                null,
                ErrorDetails.builder()
                        .reason(FailureReason.OVERLOADED)
                        .retryAfter(RETRY_AFTER)
                        .retryable(false)
                        .build());
    }

    private static long megabytes(long bytes) {
        return Math.max(1, bytes >> 20);
    }
}
