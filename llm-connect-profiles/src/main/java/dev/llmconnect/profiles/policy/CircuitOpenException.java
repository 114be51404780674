package dev.llmconnect.profiles.policy;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import java.time.Duration;

/** A provider's model that failed too often is left alone for a while; nothing was sent. {@link #retryAfter()} says for how long. */
public final class CircuitOpenException extends LLMApiException {
    /** Another call is trying the circuit: come back soon. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final transient Circuit circuit;

    CircuitOpenException(CircuitStatus status, String lastFailure) {
        super(
                status.circuit() + " failed " + status.failures() + " times in a row and is left alone for another "
                        + LLMException.wholeSeconds(status.probeIn()) + " s; the last failure: " + lastFailure,
                null,
                ErrorDetails.builder()
                        .provider(status.circuit().provider())
                        .reason(FailureReason.CIRCUIT_OPEN)
                        .retryAfter(status.probeIn().compareTo(SOON) > 0 ? status.probeIn() : SOON)
                        .build());
        this.circuit = status.circuit();
    }

    /** Which circuit is open. */
    public Circuit circuit() {
        return circuit;
    }
}
