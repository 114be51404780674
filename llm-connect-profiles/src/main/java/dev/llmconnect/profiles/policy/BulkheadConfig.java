package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.time.Duration;

/**
 * How many calls may run at once, and how long further ones wait for their turn.
 *
 * @param maxConcurrent how many may run; 0 for no limit, the default
 * @param longestWait how long one may wait, inside its own deadline; {@link #LONGEST_WAIT} by default
 * @param mostWaiting how many may wait; {@value #MOST_WAITING} by default
 */
public record BulkheadConfig(int maxConcurrent, Duration longestWait, int mostWaiting) {
    /** How long a call waits for its turn unless told otherwise: 10 s. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    /** How many calls may wait for their turn unless told otherwise: {@value}. */
    public static final int MOST_WAITING = 1024;

    /**
     * Checks the ranges.
     *
     * @throws LLMConfigurationException naming what is out of range
     */
    public BulkheadConfig {
        PolicyField.MAX_CONCURRENT.check(maxConcurrent);
        if (longestWait.isNegative() || mostWaiting < 0) {
            throw new LLMConfigurationException("the wait for a bulkhead and its queue must not be negative");
        }
    }

    /** So many calls at once, with the default wait. */
    public static BulkheadConfig of(int maxConcurrent) {
        return new BulkheadConfig(maxConcurrent, LONGEST_WAIT, MOST_WAITING);
    }
}
