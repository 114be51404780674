package dev.llmconnect.profiles.policy;

import java.time.Duration;
import java.util.Locale;

/**
 * How a circuit stands, for the readiness report and for logs.
 *
 * @param circuit which one
 * @param state how it stands
 * @param failures failed attempts since the circuit was last closed, or in the window of a closed one
 * @param remainingDelay the time until a trial attempt is let through; zero when it is now
 */
public record CircuitStatus(Circuit circuit, State state, int failures, Duration remainingDelay) {
    /** How a circuit can stand. */
    public enum State {
        /** Calls go through. */
        CLOSED,
        /** Calls are refused, but for trials where there is no other way to an answer. */
        OPEN,
        /** A trial tells whether calls may go through again. */
        HALF_OPEN;

        /** {@code closed}, {@code open} or {@code half_open}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
