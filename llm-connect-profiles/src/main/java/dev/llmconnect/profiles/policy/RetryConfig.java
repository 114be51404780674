package dev.llmconnect.profiles.policy;

import java.time.Duration;

/**
 * How often and after which pause one route is asked again.
 *
 * @param maxAttempts how often at most, the first time included; at least 1; 3 by default
 * @param baseDelay the longest pause before the second attempt, doubled for each further one; 500 ms by default
 * @param maxDelay the longest pause at all, a provider's {@code Retry-After} included; 10 s by default
 */
public record RetryConfig(int maxAttempts, Duration baseDelay, Duration maxDelay) {
    private static final RetryConfig DEFAULTS = PolicyConfig.defaults().retry();

    /**
     * Checks the ranges.
     *
     * @throws dev.llmconnect.LLMConfigurationException naming the field that is out of range
     */
    public RetryConfig {
        PolicyField.RETRY_MAX_ATTEMPTS.check(maxAttempts);
        PolicyField.RETRY_BASE_DELAY.check(baseDelay);
        PolicyField.RETRY_MAX_DELAY.check(maxDelay);
    }

    /** Three attempts, 500 ms, 10 s. */
    public static RetryConfig defaults() {
        return DEFAULTS;
    }

    /** A copy with another number of attempts. */
    public RetryConfig withMaxAttempts(int attempts) {
        return new RetryConfig(attempts, baseDelay, maxDelay);
    }

    /** A copy with other pauses. */
    public RetryConfig withDelays(Duration base, Duration max) {
        return new RetryConfig(maxAttempts, base, max);
    }
}
