package dev.llmconnect.profiles.policy;

import dev.llmconnect.profiles.policy.CircuitStatus.State;
import java.time.Duration;

/** Closed, open, half open: the three states of one circuit and the ways between them. Thread-safe. */
final class CircuitBreaker {
    /** What becomes of an attempt. */
    enum Admission {
        PASS,
        PROBE,
        REFUSED
    }

    private State state = State.CLOSED;
    private int failures;
    /** Open: the end of the cool-down. Half open: when the probe counts as lost and another one may go. */
    private long untilNanos;

    private String lastFailure = "";

    synchronized Admission admit(long now, Duration coolDown) {
        if (state == State.CLOSED) {
            return Admission.PASS;
        }
        if (untilNanos - now > 0) {
            return Admission.REFUSED;
        }
        state = State.HALF_OPEN;
        untilNanos = now + coolDown.toNanos();
        return Admission.PROBE;
    }

    /** Returns whether the circuit is open because of it. */
    synchronized boolean failed(boolean probe, long now, CircuitBreakerConfig config, String failure) {
        boolean decides = state == State.CLOSED || (probe && state == State.HALF_OPEN);
        if (!decides) {
            return false;
        }
        failures++;
        lastFailure = failure;
        if (!probe && failures < config.failures()) {
            return false;
        }
        state = State.OPEN;
        untilNanos = now + config.coolDown().toNanos();
        return true;
    }

    /** Returns whether there is nothing left to remember. */
    synchronized boolean succeeded(boolean probe) {
        if (state != State.CLOSED && !probe) {
            return false;
        }
        state = State.CLOSED;
        failures = 0;
        return true;
    }

    /** A probe that told nothing makes room for the next one. */
    synchronized void undecided(boolean probe, long now) {
        if (probe && state == State.HALF_OPEN) {
            untilNanos = now;
        }
    }

    /** Whether an attempt would be refused now. */
    synchronized boolean isOpen(long now) {
        return state != State.CLOSED && untilNanos - now > 0;
    }

    synchronized String lastFailure() {
        return lastFailure;
    }

    synchronized CircuitStatus status(Circuit circuit, long now) {
        long left = state == State.CLOSED ? 0 : Math.max(0, untilNanos - now);
        return new CircuitStatus(circuit, state, failures, Duration.ofNanos(left));
    }
}
