package dev.llmconnect.profiles.policy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import java.time.Duration;

/** Thrown if a bulkhead has no permit available in time; no request was sent. */
public final class BulkheadFullException extends LLMException {
    private static final Duration SOON = Duration.ofSeconds(1);

    BulkheadFullException(String name, int limit) {
        super(
                ErrorCode.SERVER_OVERLOADED,
                "ServerOverloadedError",
                name + " has reached its limit of " + limit + " concurrent calls (max_concurrent); try again later",
                null,
                ErrorDetails.builder()
                        .reason(FailureReason.OVERLOADED)
                        .retryAfter(SOON)
                        .build());
    }
}
