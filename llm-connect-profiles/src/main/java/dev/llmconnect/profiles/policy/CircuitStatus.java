package dev.llmconnect.profiles.policy;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Snapshot of a circuit's status, for the readiness report and logs. Immutable and thread-safe, with value equality. */
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

    /** Key of the circuit. */
    public Circuit circuit() {
        return circuit;
    }

    /** State of the circuit. */
    public State state() {
        return state;
    }

    /** Failed attempts since the circuit was last closed, or within the window of a closed circuit. */
    public int failures() {
        return failures;
    }

    /** Time until a trial attempt is permitted; zero if it is permitted now. */
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

    /** States of a circuit. */
    public enum State {
        /** Calls are permitted. */
        CLOSED,
        /** Calls are rejected, except for trials if there is no other route. */
        OPEN,
        /** A trial attempt is running; its outcome closes or opens the circuit. */
        HALF_OPEN;

        /** Returns {@code closed}, {@code open} or {@code half_open}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
