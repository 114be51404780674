package dev.llmconnect.profiles.policy;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The state of a circuit at one moment, for the readiness report and for logs. Immutable and thread-safe; equal when all it holds is. */
public final class CircuitStatus {
    private final Circuit circuit;
    private final State state;
    private final int failures;
    private final Duration remainingDelay;

    CircuitStatus(Circuit circuit, State state, int failures, Duration remainingDelay) {
        this.circuit = circuit;
        this.state = state;
        this.failures = failures;
        this.remainingDelay = remainingDelay;
    }

    /** The circuit. */
    public Circuit circuit() {
        return circuit;
    }

    /** Its state. */
    public State state() {
        return state;
    }

    /** Failed attempts since the circuit was last closed, or in the window of a closed one. */
    public int failures() {
        return failures;
    }

    /** The time until a trial attempt is let through; zero when one may pass now. */
    public Duration remainingDelay() {
        return remainingDelay;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CircuitStatus status
                && circuit.equals(status.circuit)
                && state == status.state
                && failures == status.failures
                && remainingDelay.equals(status.remainingDelay);
    }

    @Override
    public int hashCode() {
        return Objects.hash(circuit, state, failures, remainingDelay);
    }

    @Override
    public String toString() {
        return "CircuitStatus[" + circuit + ", " + state + ", failures=" + failures + ", remainingDelay="
                + remainingDelay + "]";
    }

    /** The states of a circuit. */
    public enum State {
        /** Calls go through. */
        CLOSED,
        /** Calls are refused, except for trials when no other route is left. */
        OPEN,
        /** A trial attempt is running; its outcome closes or opens the circuit. */
        HALF_OPEN;

        /** {@code closed}, {@code open} or {@code half_open}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
