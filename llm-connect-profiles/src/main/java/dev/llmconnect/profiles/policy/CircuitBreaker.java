package dev.llmconnect.profiles.policy;

import dev.llmconnect.profiles.policy.CircuitStatus.State;
import java.time.Duration;

/** State machine of one circuit: closed, open, half-open. Thread-safe. */
final class CircuitBreaker {
    /** Decision on an attempt. */
    enum Admission {
        PASS,
        /** Permitted as the first trial, which half-opens the circuit. */
        HALF_OPENED,
        TRIAL,
        REFUSED
    }

    /** Interval between trials while an open circuit is the only route. */
    private static final Duration TRIAL_INTERVAL = CircuitBreakerConfig.INITIAL_DELAY;

    private final SlidingWindow window = new SlidingWindow();
    private State state = State.CLOSED;
    private int failures;
    private int failedTrials;
    /** Open: end of the delay. Half-open: time at which the trial counts as lost and the next is permitted. */
    private long untilNanos;

    private long nextTrialNanos;
    private String lastFailure = "";

    /**
     * Decides on an attempt.
     *
     * @param hasAlternative whether a rejected call has another route: then one trial at a time is permitted after the delay.
     *     Otherwise one trial per {@link #TRIAL_INTERVAL} is permitted during the delay, and every call after it
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

    /** Records a failure and returns whether it opened the circuit. */
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

    /** Records a success and returns whether it closed the circuit. */
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

    /** Records a trial without a result, which permits the next one. */
    synchronized void undecided(boolean trial, long now) {
        if (trial && state == State.HALF_OPEN) {
            untilNanos = now;
        }
    }

    /** Returns the time until the next trial; zero unless the circuit is open. */
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
