package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.time.Duration;
import java.util.Objects;

/** Configuration of retries on one route. Immutable and thread-safe. */
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

    /** The default configuration: 3 attempts, 500 ms base delay, 10 s maximum delay. */
    public static RetryConfig defaults() {
        return DEFAULTS;
    }

    /** Returns a builder with the values of {@link #defaults()}. */
    public static Builder builder() {
        return DEFAULTS.toBuilder();
    }

    /** Maximum number of attempts, including the first. Default: 3. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** Maximum delay before the second attempt; doubles for each further attempt. Default: 500 ms. */
    public Duration baseDelay() {
        return baseDelay;
    }

    /** Maximum delay before any attempt, including a provider's {@code Retry-After}. Default: 10 s. */
    public Duration maxDelay() {
        return maxDelay;
    }

    /** Returns a builder with these values. */
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

    /** Builder of a {@link RetryConfig}. Not thread-safe. */
    public static final class Builder {
        private int maxAttempts;
        private Duration baseDelay;
        private Duration maxDelay;

        Builder(int maxAttempts, Duration baseDelay, Duration maxDelay) {
            this.maxAttempts = maxAttempts;
            this.baseDelay = baseDelay;
            this.maxDelay = maxDelay;
        }

        /** Sets {@link RetryConfig#maxAttempts()}, at least 1. */
        public Builder maxAttempts(int value) {
            maxAttempts = value;
            return this;
        }

        /** Sets {@link RetryConfig#baseDelay()}. */
        public Builder baseDelay(Duration value) {
            baseDelay = value;
            return this;
        }

        /** Sets {@link RetryConfig#maxDelay()}. */
        public Builder maxDelay(Duration value) {
            maxDelay = value;
            return this;
        }

        /**
         * Creates the configuration.
         *
         * @throws LLMConfigurationException if a value is out of range; the message names it
         */
        public RetryConfig build() {
            PolicyField.RETRY_MAX_ATTEMPTS.check(maxAttempts);
            PolicyField.RETRY_BASE_DELAY.check(baseDelay);
            PolicyField.RETRY_MAX_DELAY.check(maxDelay);
            return new RetryConfig(this);
        }
    }
}
