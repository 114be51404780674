package dev.llmconnect;

import java.time.Duration;

/**
 * Change of a circuit breaker's state. Immutable and thread-safe.
 *
 * @see CallObserver#circuitChanged
 */
public final class CircuitChange {
    /** States of a circuit breaker. */
    public enum State {
        /** Calls are permitted. */
        CLOSED,
        /** Calls are rejected and go to the next route. */
        OPEN,
        /** A few trial calls are permitted to test whether the provider has recovered. */
        HALF_OPEN
    }

    private final String provider;
    private final String model;
    private final State state;
    private final String reason;
    private final Duration delay;

    /**
     * Creates a change.
     *
     * @param provider provider of the circuit
     * @param model model of the circuit; empty for the provider's default
     * @param state new state
     * @param reason failure that opened the circuit, as in {@link Attempt#outcome()}; otherwise empty
     * @param delay minimum time in the open state; otherwise zero
     */
    public CircuitChange(String provider, String model, State state, String reason, Duration delay) {
        this.provider = provider;
        this.model = model;
        this.state = state;
        this.reason = reason;
        this.delay = delay;
    }

    /** Provider of the circuit. */
    public String provider() {
        return provider;
    }

    /** Model of the circuit; empty for the provider's default. */
    public String model() {
        return model;
    }

    /** New state. */
    public State state() {
        return state;
    }

    /** Failure that opened the circuit; otherwise empty. */
    public String reason() {
        return reason;
    }

    /** Minimum time in the open state; otherwise zero. */
    public Duration delay() {
        return delay;
    }

    @Override
    public String toString() {
        return "CircuitChange[" + provider + (model.isEmpty() ? "" : "/" + model) + ", " + state + "]";
    }
}
