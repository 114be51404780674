package dev.llmconnect.profiles.policy;

import java.time.Duration;

/**
 * When a provider's model is left alone, and for how long.
 *
 * @param failureThreshold failed attempts that open the circuit when none succeeded meanwhile; where some did, at least half of at
 *     least four times as many attempts must have failed; 0 for never; 5 by default
 * @param maxDelay the longest time before a trial attempt, which starts at {@link #INITIAL_DELAY} and doubles with each trial that
 *     fails; 30 s by default
 */
public record CircuitBreakerConfig(int failureThreshold, Duration maxDelay) {
    /** The time before the first trial attempt: 1 s, or {@link #maxDelay()} where that is shorter. */
    public static final Duration INITIAL_DELAY = Duration.ofSeconds(1);

    private static final CircuitBreakerConfig DEFAULTS = PolicyConfig.defaults().circuitBreaker();
    /** More doublings of the initial delay than this exceed every longest delay. */
    private static final int MAX_DOUBLINGS = 20;

    /** Attempts of which half must have failed, for each of the failures of the threshold. */
    private static final int CALLS_PER_FAILURE = 4;

    /**
     * Checks the ranges.
     *
     * @throws dev.llmconnect.LLMConfigurationException naming the field that is out of range
     */
    public CircuitBreakerConfig {
        PolicyField.CIRCUIT_BREAKER_FAILURE_THRESHOLD.check(failureThreshold);
        PolicyField.CIRCUIT_BREAKER_MAX_DELAY.check(maxDelay);
    }

    /** Five failures, 30 s. */
    public static CircuitBreakerConfig defaults() {
        return DEFAULTS;
    }

    /** Whether so many outcomes open the circuit. */
    boolean isExceededBy(int failures, int successes) {
        if (failures < Math.min(failureThreshold, SlidingWindow.MAX_CALLS)) {
            return false;
        }
        long minCalls = Math.min((long) failureThreshold * CALLS_PER_FAILURE, SlidingWindow.MAX_CALLS);
        return successes == 0 || (failures >= successes && failures + successes >= minCalls);
    }

    /** The time before the next trial when so many have failed. */
    Duration delay(int failedTrials) {
        Duration delay = INITIAL_DELAY.multipliedBy(1L << Math.min(failedTrials, MAX_DOUBLINGS));
        return delay.compareTo(maxDelay) < 0 ? delay : maxDelay;
    }
}
