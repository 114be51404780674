package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.time.Duration;

/**
 * How many calls may run at once, and how long further ones wait for their turn.
 *
 * @param maxConcurrent how many may run; 0 for no limit, the default
 * @param maxWaitTime how long one may wait, inside its own deadline; {@link #DEFAULT_MAX_WAIT_TIME} by default
 * @param maxWaiting how many may wait; {@value #DEFAULT_MAX_WAITING} by default
 */
public record BulkheadConfig(int maxConcurrent, Duration maxWaitTime, int maxWaiting) {
    /** How long a call waits for its turn unless told otherwise: 10 s. */
    public static final Duration DEFAULT_MAX_WAIT_TIME = Duration.ofSeconds(10);
    /** How many calls may wait for their turn unless told otherwise: {@value}. */
    public static final int DEFAULT_MAX_WAITING = 1024;

    /**
     * Checks the ranges.
     *
     * @throws LLMConfigurationException naming what is out of range
     */
    public BulkheadConfig {
        PolicyField.MAX_CONCURRENT.check(maxConcurrent);
        if (maxWaitTime.isNegative() || maxWaiting < 0) {
            throw new LLMConfigurationException("the wait for a bulkhead and its queue must not be negative");
        }
    }

    /** So many calls at once, with the default wait. */
    public static BulkheadConfig of(int maxConcurrent) {
        return new BulkheadConfig(maxConcurrent, DEFAULT_MAX_WAIT_TIME, DEFAULT_MAX_WAITING);
    }
}
