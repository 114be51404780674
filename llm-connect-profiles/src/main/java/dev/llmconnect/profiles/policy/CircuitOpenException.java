package dev.llmconnect.profiles.policy;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import java.time.Duration;

/**
 * Thrown if the circuit of a provider's model is open; no request was sent. {@link #retryAfter()} is the time until a trial
 * attempt.
 */
public final class CircuitOpenException extends LLMApiException {
    private static final Duration MIN_RETRY_AFTER = Duration.ofSeconds(1);

    private final transient Circuit circuit;

    CircuitOpenException(CircuitStatus status, String lastFailure) {
        super(
                "the circuit of " + status.circuit() + " is open for another "
                        + LLMException.wholeSeconds(status.remainingDelay()) + " s after " + status.failures()
                        + " failed attempts; the last failure: " + lastFailure,
                null,
                ErrorDetails.builder()
                        .provider(status.circuit().provider())
                        .reason(FailureReason.CIRCUIT_OPEN)
                        .retryAfter(
                                status.remainingDelay().compareTo(MIN_RETRY_AFTER) > 0
                                        ? status.remainingDelay()
                                        : MIN_RETRY_AFTER)
                        .build());
        this.circuit = status.circuit();
    }

    /** Circuit that is open. */
    public Circuit circuit() {
        return circuit;
    }
}
