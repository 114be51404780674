package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.time.Duration;
import java.util.Objects;

/** Configuration of a {@link Bulkhead}. Immutable and thread-safe. */
public final class BulkheadConfig {
    /** Default maximum wait time: 10 s. */
    public static final Duration DEFAULT_MAX_WAIT_TIME = Duration.ofSeconds(10);
    /** Default maximum number of waiting calls: {@value}. */
    public static final int DEFAULT_MAX_WAITING = 1024;

    private final int maxConcurrent;
    private final Duration maxWaitTime;
    private final int maxWaiting;

    private BulkheadConfig(Builder builder) {
        maxConcurrent = builder.maxConcurrent;
        maxWaitTime = builder.maxWaitTime;
        maxWaiting = builder.maxWaiting;
    }

    /** Creates a configuration with this limit of concurrent calls, or 0 for no limit, and the default wait time. */
    public static BulkheadConfig of(int maxConcurrent) {
        return builder().maxConcurrent(maxConcurrent).build();
    }

    /** Returns a builder with no limit and the default wait time. */
    public static Builder builder() {
        return new Builder();
    }

    /** Maximum number of concurrent calls, or 0 for no limit. Default: 0. */
    public int maxConcurrent() {
        return maxConcurrent;
    }

    /** Maximum time a call waits for a permit, within its own deadline. Default: {@link #DEFAULT_MAX_WAIT_TIME}. */
    public Duration maxWaitTime() {
        return maxWaitTime;
    }

    /** Maximum number of waiting calls. Default: {@value #DEFAULT_MAX_WAITING}. */
    public int maxWaiting() {
        return maxWaiting;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BulkheadConfig config
                && maxConcurrent == config.maxConcurrent
                && maxWaitTime.equals(config.maxWaitTime)
                && maxWaiting == config.maxWaiting;
    }

    @Override
    public int hashCode() {
        return Objects.hash(maxConcurrent, maxWaitTime, maxWaiting);
    }

    @Override
    public String toString() {
        return "BulkheadConfig[maxConcurrent=" + maxConcurrent + ", maxWaitTime=" + maxWaitTime + ", maxWaiting="
                + maxWaiting + "]";
    }

    /** Builder of a {@link BulkheadConfig}. Not thread-safe. */
    public static final class Builder {
        private int maxConcurrent;
        private Duration maxWaitTime = DEFAULT_MAX_WAIT_TIME;
        private int maxWaiting = DEFAULT_MAX_WAITING;

        private Builder() {}

        /** Sets {@link BulkheadConfig#maxConcurrent()}. */
        public Builder maxConcurrent(int value) {
            maxConcurrent = value;
            return this;
        }

        /** Sets {@link BulkheadConfig#maxWaitTime()}. */
        public Builder maxWaitTime(Duration value) {
            maxWaitTime = value;
            return this;
        }

        /** Sets {@link BulkheadConfig#maxWaiting()}. */
        public Builder maxWaiting(int value) {
            maxWaiting = value;
            return this;
        }

        /**
         * Creates the configuration.
         *
         * @throws LLMConfigurationException if a value is out of range; the message names it
         */
        public BulkheadConfig build() {
            PolicyField.MAX_CONCURRENT.check(maxConcurrent);
            if (maxWaitTime.isNegative() || maxWaiting < 0) {
                throw new LLMConfigurationException("maxWaitTime and maxWaiting of a bulkhead must not be negative");
            }
            return new BulkheadConfig(this);
        }
    }
}
