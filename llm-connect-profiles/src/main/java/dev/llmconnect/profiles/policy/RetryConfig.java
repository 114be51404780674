package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.time.Duration;
import java.util.Objects;

/** How often a route is asked again, and after which delay. Immutable and thread-safe. */
public final class RetryConfig {
    private static final RetryConfig DEFAULTS = PolicyConfig.defaults().retry();

    private final int maxAttempts;
    private final Duration baseDelay;
    private final Duration maxDelay;

    private RetryConfig(Builder builder) {
        maxAttempts = builder.maxAttempts;
        baseDelay = builder.baseDelay;
        maxDelay = builder.maxDelay;
    }

    /** Three attempts, 500 ms, 10 s. */
    public static RetryConfig defaults() {
        return DEFAULTS;
    }

    /** Starts with {@link #defaults()}. */
    public static Builder builder() {
        return DEFAULTS.toBuilder();
    }

    /** Maximum number of attempts, the first included; 3 by default. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** Maximum delay before the second attempt, doubled for each further one; 500 ms by default. */
    public Duration baseDelay() {
        return baseDelay;
    }

    /** Maximum delay before any attempt, a provider's {@code Retry-After} included; 10 s by default. */
    public Duration maxDelay() {
        return maxDelay;
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        return new Builder(maxAttempts, baseDelay, maxDelay);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RetryConfig config
                && maxAttempts == config.maxAttempts
                && baseDelay.equals(config.baseDelay)
                && maxDelay.equals(config.maxDelay);
    }

    @Override
    public int hashCode() {
        return Objects.hash(maxAttempts, baseDelay, maxDelay);
    }

    @Override
    public String toString() {
        return "RetryConfig[maxAttempts=" + maxAttempts + ", baseDelay=" + baseDelay + ", maxDelay=" + maxDelay + "]";
    }

    /** Sets the values of a {@link RetryConfig}. Not thread-safe. */
    public static final class Builder {
        private int maxAttempts;
        private Duration baseDelay;
        private Duration maxDelay;

        Builder(int maxAttempts, Duration baseDelay, Duration maxDelay) {
            this.maxAttempts = maxAttempts;
            this.baseDelay = baseDelay;
            this.maxDelay = maxDelay;
        }

        /** Replaces {@link RetryConfig#maxAttempts()}; at least 1. */
        public Builder maxAttempts(int value) {
            maxAttempts = value;
            return this;
        }

        /** Replaces {@link RetryConfig#baseDelay()}. */
        public Builder baseDelay(Duration value) {
            baseDelay = value;
            return this;
        }

        /** Replaces {@link RetryConfig#maxDelay()}. */
        public Builder maxDelay(Duration value) {
            maxDelay = value;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws LLMConfigurationException naming the value that is out of range
         */
        public RetryConfig build() {
            PolicyField.RETRY_MAX_ATTEMPTS.check(maxAttempts);
            PolicyField.RETRY_BASE_DELAY.check(baseDelay);
            PolicyField.RETRY_MAX_DELAY.check(maxDelay);
            return new RetryConfig(this);
        }
    }
}
