package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.time.Duration;
import java.util.Objects;

/** Configuration of a circuit breaker. Immutable and thread-safe. */
public final class CircuitBreakerConfig {
    /** Delay before the first trial: 1 s, or {@link #maxDelay()} if shorter. */
    public static final Duration INITIAL_DELAY = Duration.ofSeconds(1);

    private static final CircuitBreakerConfig DEFAULTS = PolicyConfig.defaults().circuitBreaker();
    /** Number of doublings after which the initial delay exceeds every maximum. */
    private static final int MAX_DOUBLINGS = 20;

    /** Attempts, per failure of the threshold, of which half must have failed. */
    private static final int CALLS_PER_FAILURE = 4;

    private final int failureThreshold;
    private final Duration maxDelay;

    private CircuitBreakerConfig(Builder builder) {
        failureThreshold = builder.failureThreshold;
        maxDelay = builder.maxDelay;
    }

    /** The default configuration: 5 failures, 30 s. */
    public static CircuitBreakerConfig defaults() {
        return DEFAULTS;
    }

    /** Returns a builder with the values of {@link #defaults()}. */
    public static Builder builder() {
        return new Builder(DEFAULTS.failureThreshold, DEFAULTS.maxDelay);
    }

    /**
     * Number of failed attempts that open the circuit if none succeeded in the meantime; 0 disables the circuit breaker. Default:
     * 5. If some succeeded, at least half of at least four times as many attempts must have failed.
     */
    public int failureThreshold() {
        return failureThreshold;
    }

    /**
     * Maximum delay before a trial. Default: 30 s. The delay starts at {@link #INITIAL_DELAY} and doubles with each failed trial.
     */
    public Duration maxDelay() {
        return maxDelay;
    }

    /** Returns whether these counts open the circuit. */
    boolean isExceededBy(int failures, int successes) {
        if (failures < Math.min(failureThreshold, SlidingWindow.MAX_CALLS)) {
            return false;
        }
        long minCalls = Math.min((long) failureThreshold * CALLS_PER_FAILURE, SlidingWindow.MAX_CALLS);
        return successes == 0 || (failures >= successes && failures + successes >= minCalls);
    }

    /** Returns the delay before the next trial after this number of failed trials. */
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

    /** Builder of a {@link CircuitBreakerConfig}. Not thread-safe. */
    public static final class Builder {
        private int failureThreshold;
        private Duration maxDelay;

        Builder(int failureThreshold, Duration maxDelay) {
            this.failureThreshold = failureThreshold;
            this.maxDelay = maxDelay;
        }

        /** Sets {@link CircuitBreakerConfig#failureThreshold()}. */
        public Builder failureThreshold(int value) {
            failureThreshold = value;
            return this;
        }

        /** Sets {@link CircuitBreakerConfig#maxDelay()}. */
        public Builder maxDelay(Duration value) {
            maxDelay = value;
            return this;
        }

        /**
         * Creates the configuration.
         *
         * @throws LLMConfigurationException if a value is out of range; the message names it
         */
        public CircuitBreakerConfig build() {
            PolicyField.CIRCUIT_BREAKER_FAILURE_THRESHOLD.check(failureThreshold);
            PolicyField.CIRCUIT_BREAKER_MAX_DELAY.check(maxDelay);
            return new CircuitBreakerConfig(this);
        }
    }
}
