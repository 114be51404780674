package dev.llmconnect.profiles.policy;

import java.time.Duration;

/**
 * When a provider's model is left alone, and for how long.
 *
 * @param failures after how many failed attempts in a row; 0 for never; 5 by default
 * @param coolDown how long, before one attempt may try again; 30 s by default
 */
public record CircuitBreakerConfig(int failures, Duration coolDown) {
    private static final CircuitBreakerConfig DEFAULTS = PolicyConfig.defaults().circuitBreaker();

    /**
     * Checks the ranges.
     *
     * @throws dev.llmconnect.LLMConfigurationException naming the field that is out of range
     */
    public CircuitBreakerConfig {
        PolicyField.CIRCUIT_BREAKER_FAILURES.check(failures);
        PolicyField.CIRCUIT_BREAKER_COOL_DOWN.check(coolDown);
    }

    /** Five failures, 30 s. */
    public static CircuitBreakerConfig defaults() {
        return DEFAULTS;
    }
}
