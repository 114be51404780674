package dev.llmconnect.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Policies of calls; defaults are those of docs/resilience.md.
 *
 * @param retry Retries.
 * @param fallbacks Routes to try when a route fails, in this order: names of profiles, or provider/model.
 * @param attemptTimeout Timeout of one attempt, within the timeout of the call; 0 for no limit.
 * @param firstTokenTimeout Timeout for the first token; 0 for no limit.
 * @param idleTimeout Timeout between two tokens; 0 for no limit.
 * @param circuitBreaker Circuit breaker of each provider's model.
 * @param maxConcurrent Maximum number of concurrent calls; 0 for no limit.
 * @param bufferStream Whether a stream is held back until it is complete, so that a stream cut in the middle can be retried.
 */
record PolicyProperties(
        @DefaultValue Retry retry,
        @Nullable List<String> fallbacks,
        @Nullable Duration attemptTimeout,
        @Nullable Duration firstTokenTimeout,
        @Nullable Duration idleTimeout,
        @DefaultValue CircuitBreaker circuitBreaker,
        @Nullable Integer maxConcurrent,
        @Nullable Boolean bufferStream) {
    /**
     * Retries.
     *
     * @param maxAttempts Maximum number of attempts per route, the first one included; 1 turns retries off.
     * @param baseDelay Delay before the second attempt; it doubles with each further attempt.
     * @param maxDelay Maximum delay between two attempts.
     */
    record Retry(
            @Nullable Integer maxAttempts,
            @Nullable Duration baseDelay,
            @Nullable Duration maxDelay) {}

    /**
     * Circuit breaker.
     *
     * @param failureThreshold Number of failed attempts that opens the circuit; 0 for never.
     * @param maxDelay Maximum delay before a trial attempt.
     */
    record CircuitBreaker(
            @Nullable Integer failureThreshold, @Nullable Duration maxDelay) {}

    /** Returns the fields of a profile's definition in JSON that are set. */
    Map<String, Object> toDefinition() {
        Definition definition = new Definition();
        definition.put(
                "retry",
                new Definition()
                        .put("max_attempts", retry.maxAttempts())
                        .putMillis("base_delay_ms", retry.baseDelay())
                        .putMillis("max_delay_ms", retry.maxDelay())
                        .fields());
        if (fallbacks != null) {
            definition.put(
                    "fallbacks",
                    fallbacks.stream().map(PolicyProperties::target).toList());
        }
        definition.putSeconds("attempt_timeout_seconds", attemptTimeout);
        definition.putSeconds("first_token_timeout_seconds", firstTokenTimeout);
        definition.putSeconds("idle_timeout_seconds", idleTimeout);
        definition.put(
                "circuit_breaker",
                new Definition()
                        .put("failure_threshold", circuitBreaker.failureThreshold())
                        .putSeconds("max_delay_seconds", circuitBreaker.maxDelay())
                        .fields());
        definition.put("max_concurrent", maxConcurrent);
        definition.put("buffer_stream", bufferStream);
        return definition.fields();
    }

    private static Object target(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? text : Map.of("provider", text.substring(0, slash), "model", text.substring(slash + 1));
    }
}
