package dev.llmconnect.profiles.policy;

import java.time.Duration;
import java.util.Locale;

/**
 * How a circuit stands, for the readiness report and for logs.
 *
 * @param circuit which one
 * @param state how it stands
 * @param failures how many attempts failed in a row
 * @param probeIn how long until one attempt may try again; zero when it may now
 */
public record CircuitStatus(Circuit circuit, State state, int failures, Duration probeIn) {
    /** How a circuit can stand. */
    public enum State {
        /** Calls go through. */
        CLOSED,
        /** Calls are refused at once. */
        OPEN,
        /** One attempt is trying whether calls may go through again. */
        HALF_OPEN;

        /** {@code closed}, {@code open} or {@code half_open}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
