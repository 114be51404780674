package dev.llmconnect.profiles.policy;

import dev.llmconnect.profiles.policy.CircuitStatus.State;
import java.time.Duration;

/** One circuit: closed, open or half open, and the ways between them. Thread-safe. */
final class CircuitBreaker {
    /** What becomes of an attempt. */
    enum Admission {
        PASS,
        /** The first trial, which makes the circuit half open. */
        HALF_OPENED,
        TRIAL,
        REFUSED
    }

    /** While an open circuit is the only way to an answer, it lets one trial through in this time. */
    private static final Duration TRIAL_INTERVAL = CircuitBreakerConfig.INITIAL_DELAY;

    private final SlidingWindow window = new SlidingWindow();
    private State state = State.CLOSED;
    private int failures;
    private int failedTrials;
    /** Open: the end of the delay. Half open: when the trial counts as lost and another one is let through. */
    private long untilNanos;

    private long nextTrialNanos;
    private String lastFailure = "";

    /**
     * Decides on an attempt.
     *
     * @param hasAlternative whether the call can go elsewhere when it is refused: then one trial at a time, after the delay, tells
     *     whether the route works again. Otherwise one trial per {@link #TRIAL_INTERVAL} goes through during the delay, and every call
     *     after it
     */
    synchronized Admission admit(long now, CircuitBreakerConfig config, boolean hasAlternative) {
        if (state == State.CLOSED) {
            return Admission.PASS;
        }
        boolean waiting = untilNanos - now > 0;
        if (state == State.OPEN && waiting) {
            if (hasAlternative || nextTrialNanos - now > 0) {
                return Admission.REFUSED;
            }
            nextTrialNanos = now + TRIAL_INTERVAL.toNanos();
            return Admission.TRIAL;
        }
        if (state == State.HALF_OPEN && waiting && hasAlternative) {
            return Admission.REFUSED;
        }
        Admission admission = state == State.OPEN ? Admission.HALF_OPENED : Admission.TRIAL;
        state = State.HALF_OPEN;
        untilNanos = now + config.maxDelay().toNanos();
        return admission;
    }

    /** Returns whether the circuit is open because of it. */
    synchronized boolean failed(boolean trial, long now, CircuitBreakerConfig config, String failure) {
        if (state == State.CLOSED) {
            window.add(true, now);
            failures = window.failures(now);
            lastFailure = failure;
            if (!config.isExceededBy(failures, window.successes(now))) {
                return false;
            }
            failedTrials = 0;
        } else if (trial && state == State.HALF_OPEN) {
            failures++;
            failedTrials++;
            lastFailure = failure;
        } else {
            // It began before the circuit opened, or was a trial during the delay.
            return false;
        }
        state = State.OPEN;
        untilNanos = now + config.delay(failedTrials).toNanos();
        nextTrialNanos = now + TRIAL_INTERVAL.toNanos();
        return true;
    }

    /** Returns whether the circuit is closed because of it. */
    synchronized boolean succeeded(boolean trial, long now) {
        if (state == State.CLOSED) {
            window.add(false, now);
            return false;
        }
        if (!trial) {
            return false;
        }
        state = State.CLOSED;
        window.clear();
        window.add(false, now);
        failures = 0;
        return true;
    }

    /** A trial that told nothing makes room for the next one. */
    synchronized void undecided(boolean trial, long now) {
        if (trial && state == State.HALF_OPEN) {
            untilNanos = now;
        }
    }

    /** The time until the next trial; zero when the circuit is not open. */
    synchronized Duration remainingDelay(long now) {
        return state == State.OPEN ? Duration.ofNanos(Math.max(0, untilNanos - now)) : Duration.ZERO;
    }

    synchronized boolean isClosed() {
        return state == State.CLOSED;
    }

    synchronized String lastFailure() {
        return lastFailure;
    }

    synchronized CircuitStatus status(Circuit circuit, long now) {
        long left = state == State.CLOSED ? 0 : Math.max(0, untilNanos - now);
        return new CircuitStatus(circuit, state, failures, Duration.ofNanos(left));
    }
}
