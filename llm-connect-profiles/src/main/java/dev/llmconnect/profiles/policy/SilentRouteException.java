package dev.llmconnect.profiles.policy;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMTimeoutException;
import org.jspecify.annotations.Nullable;

/** An attempt that ran into one of the limits of {@link AttemptTimeoutConfig}, with time left for the call. */
final class SilentRouteException extends LLMTimeoutException {
    SilentRouteException(String provider, String message, @Nullable Throwable cause) {
        super(
                message,
                cause,
                ErrorDetails.builder()
                        .provider(provider)
                        .reason(FailureReason.TIMEOUT)
                        .build());
    }
}
