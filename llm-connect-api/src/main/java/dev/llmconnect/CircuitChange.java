package dev.llmconnect;

import java.time.Duration;

/**
 * A circuit breaker has changed its state. Immutable and thread-safe.
 *
 * @see CallObserver#circuitChanged
 */
public final class CircuitChange {
    /** The states of a circuit. */
    public enum State {
        /** Calls pass. */
        CLOSED,
        /** Calls go elsewhere. */
        OPEN,
        /** A few calls try whether the provider has recovered. */
        HALF_OPEN
    }

    private final String provider;
    private final String model;
    private final State state;
    private final String reason;
    private final Duration delay;

    /**
     * A change.
     *
     * @param provider whose circuit it is
     * @param model the model; empty for the provider's default
     * @param state the new state
     * @param reason the failure that opened it, as in {@link Attempt#outcome()}; empty otherwise
     * @param delay how long it stays open at least; zero otherwise
     */
    public CircuitChange(String provider, String model, State state, String reason, Duration delay) {
        this.provider = provider;
        this.model = model;
        this.state = state;
        this.reason = reason;
        this.delay = delay;
    }

    /** The provider. */
    public String provider() {
        return provider;
    }

    /** The model; empty for the provider's default. */
    public String model() {
        return model;
    }

    /** The new state. */
    public State state() {
        return state;
    }

    /** The failure that opened it; empty otherwise. */
    public String reason() {
        return reason;
    }

    /** How long it stays open at least; zero otherwise. */
    public Duration delay() {
        return delay;
    }

    @Override
    public String toString() {
        return "CircuitChange[" + provider + (model.isEmpty() ? "" : "/" + model) + ", " + state + "]";
    }
}
