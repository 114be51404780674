package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.time.Duration;
import java.util.Objects;

/** When the circuit of a provider's model opens, and for how long. Immutable and thread-safe. */
public final class CircuitBreakerConfig {
    /** The time before the first trial attempt: 1 s, or {@link #maxDelay()} where that is shorter. */
    public static final Duration INITIAL_DELAY = Duration.ofSeconds(1);

    private static final CircuitBreakerConfig DEFAULTS = PolicyConfig.defaults().circuitBreaker();
    /** More doublings of the initial delay than this exceed every longest delay. */
    private static final int MAX_DOUBLINGS = 20;

    /** Attempts of which half must have failed, for each of the failures of the threshold. */
    private static final int CALLS_PER_FAILURE = 4;

    private final int failureThreshold;
    private final Duration maxDelay;

    private CircuitBreakerConfig(Builder builder) {
        failureThreshold = builder.failureThreshold;
        maxDelay = builder.maxDelay;
    }

    /** Five failures, 30 s. */
    public static CircuitBreakerConfig defaults() {
        return DEFAULTS;
    }

    /** Starts with {@link #defaults()}. */
    public static Builder builder() {
        return new Builder(DEFAULTS.failureThreshold, DEFAULTS.maxDelay);
    }

    /**
     * Failed attempts that open the circuit when none succeeded meanwhile; 5 by default, 0 for never. Where some succeeded, at least half
     * of at least four times as many attempts must have failed.
     */
    public int failureThreshold() {
        return failureThreshold;
    }

    /**
     * Maximum delay before a trial attempt; 30 s by default. The delay starts at {@link #INITIAL_DELAY} and doubles with each trial that
     * fails.
     */
    public Duration maxDelay() {
        return maxDelay;
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

    @Override
    public boolean equals(Object other) {
        return other instanceof CircuitBreakerConfig config
                && failureThreshold == config.failureThreshold
                && maxDelay.equals(config.maxDelay);
    }

    @Override
    public int hashCode() {
        return Objects.hash(failureThreshold, maxDelay);
    }

    @Override
    public String toString() {
        return "CircuitBreakerConfig[failureThreshold=" + failureThreshold + ", maxDelay=" + maxDelay + "]";
    }

    /** Sets the values of a {@link CircuitBreakerConfig}. Not thread-safe. */
    public static final class Builder {
        private int failureThreshold;
        private Duration maxDelay;

        Builder(int failureThreshold, Duration maxDelay) {
            this.failureThreshold = failureThreshold;
            this.maxDelay = maxDelay;
        }

        /** Replaces {@link CircuitBreakerConfig#failureThreshold()}. */
        public Builder failureThreshold(int value) {
            failureThreshold = value;
            return this;
        }

        /** Replaces {@link CircuitBreakerConfig#maxDelay()}. */
        public Builder maxDelay(Duration value) {
            maxDelay = value;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws LLMConfigurationException naming the value that is out of range
         */
        public CircuitBreakerConfig build() {
            PolicyField.CIRCUIT_BREAKER_FAILURE_THRESHOLD.check(failureThreshold);
            PolicyField.CIRCUIT_BREAKER_MAX_DELAY.check(maxDelay);
            return new CircuitBreakerConfig(this);
        }
    }
}
