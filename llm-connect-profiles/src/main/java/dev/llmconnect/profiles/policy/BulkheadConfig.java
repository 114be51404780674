package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.time.Duration;
import java.util.Objects;

/** How many calls may run at once, and how long further ones wait. Immutable and thread-safe. */
public final class BulkheadConfig {
    /** Maximum time a call waits for its turn by default: 10 s. */
    public static final Duration DEFAULT_MAX_WAIT_TIME = Duration.ofSeconds(10);
    /** Maximum number of calls that wait for their turn by default: {@value}. */
    public static final int DEFAULT_MAX_WAITING = 1024;

    private final int maxConcurrent;
    private final Duration maxWaitTime;
    private final int maxWaiting;

    private BulkheadConfig(Builder builder) {
        maxConcurrent = builder.maxConcurrent;
        maxWaitTime = builder.maxWaitTime;
        maxWaiting = builder.maxWaiting;
    }

    /** A limit of concurrent calls, with the default wait; 0 for no limit. */
    public static BulkheadConfig of(int maxConcurrent) {
        return builder().maxConcurrent(maxConcurrent).build();
    }

    /** Starts with no limit and the default wait. */
    public static Builder builder() {
        return new Builder();
    }

    /** Maximum number of concurrent calls; 0 for no limit, the default. */
    public int maxConcurrent() {
        return maxConcurrent;
    }

    /** Maximum time a call waits for its turn, inside its own deadline; {@link #DEFAULT_MAX_WAIT_TIME} by default. */
    public Duration maxWaitTime() {
        return maxWaitTime;
    }

    /** Maximum number of calls that wait for their turn; {@value #DEFAULT_MAX_WAITING} by default. */
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

    /** Sets the values of a {@link BulkheadConfig}. Not thread-safe. */
    public static final class Builder {
        private int maxConcurrent;
        private Duration maxWaitTime = DEFAULT_MAX_WAIT_TIME;
        private int maxWaiting = DEFAULT_MAX_WAITING;

        private Builder() {}

        /** Replaces {@link BulkheadConfig#maxConcurrent()}. */
        public Builder maxConcurrent(int value) {
            maxConcurrent = value;
            return this;
        }

        /** Replaces {@link BulkheadConfig#maxWaitTime()}. */
        public Builder maxWaitTime(Duration value) {
            maxWaitTime = value;
            return this;
        }

        /** Replaces {@link BulkheadConfig#maxWaiting()}. */
        public Builder maxWaiting(int value) {
            maxWaiting = value;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws LLMConfigurationException naming the value that is out of range
         */
        public BulkheadConfig build() {
            PolicyField.MAX_CONCURRENT.check(maxConcurrent);
            if (maxWaitTime.isNegative() || maxWaiting < 0) {
                throw new LLMConfigurationException("the wait for a bulkhead and its queue must not be negative");
            }
            return new BulkheadConfig(this);
        }
    }
}
