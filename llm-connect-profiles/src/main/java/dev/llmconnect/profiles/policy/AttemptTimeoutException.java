package dev.llmconnect.profiles.policy;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMTimeoutException;
import org.jspecify.annotations.Nullable;

/** Thrown if an attempt exceeds a limit of {@link AttemptTimeoutConfig} while the call has time left. */
final class AttemptTimeoutException extends LLMTimeoutException {
    AttemptTimeoutException(String provider, String message, @Nullable Throwable cause) {
        super(
                message,
                cause,
                ErrorDetails.builder()
                        .provider(provider)
                        .reason(FailureReason.TIMEOUT)
                        .build());
    }
}
