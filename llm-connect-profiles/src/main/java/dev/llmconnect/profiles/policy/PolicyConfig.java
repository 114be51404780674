package dev.llmconnect.profiles.policy;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Policies of a call: the values of {@link PolicyField}. Immutable and thread-safe.
 *
 * <p>Distinguishes set values from defaults per field, so that layers can be merged with {@link #mergedOver}.
 */
public final class PolicyConfig {
    /** Prefix of the environment variables that set the defaults of all calls. */
    public static final String ENVIRONMENT_PREFIX = "LLM_CONNECT_";

    private static final PolicyConfig DEFAULTS = new PolicyConfig(new EnumMap<>(PolicyField.class));

    private final Map<PolicyField, Object> set;

    private PolicyConfig(Map<PolicyField, Object> set) {
        this.set = set;
    }

    /** A configuration with no fields set. */
    public static PolicyConfig defaults() {
        return DEFAULTS;
    }

    /** Returns a builder with no fields set. */
    public static Builder builder() {
        return new Builder(DEFAULTS);
    }

    /** Names of a profile's JSON fields that belong to policies: {@code retry}, {@code fallbacks}, {@code buffer_stream}, … */
    public static List<String> fieldNames() {
        return PolicyReader.names();
    }

    /**
     * Parses the policies of a profile. Absent and {@code null} fields are unset.
     *
     * @param path prefix of field names in messages, for example {@code triage}; may be empty
     * @param fields {@link #fieldNames()} with values as parsed from JSON
     * @throws dev.llmconnect.LLMConfigurationException if a name is unknown, or a value has a wrong type or is out of range; the
     *     message names the field: {@code triage.retry.max_attempts must be an integer of at least 1, got "x"}
     */
    public static PolicyConfig fromMap(String path, Map<String, ?> fields) {
        return new PolicyConfig(PolicyReader.fromMap(path.isEmpty() ? "" : path + ".", fields));
    }

    /**
     * Parses environment variables. Absent and blank variables are unset.
     *
     * @param prefix {@link #ENVIRONMENT_PREFIX}, or the prefix of a profile
     * @throws dev.llmconnect.LLMConfigurationException if a value is invalid; the message names the variable
     */
    public static PolicyConfig fromVariables(String prefix, Map<String, String> environment) {
        return new PolicyConfig(PolicyReader.fromVariables(prefix, environment));
    }

    /** Retries of a route. */
    public RetryConfig retry() {
        return new RetryConfig.Builder(
                        count(PolicyField.RETRY_MAX_ATTEMPTS),
                        time(PolicyField.RETRY_BASE_DELAY),
                        time(PolicyField.RETRY_MAX_DELAY))
                .build();
    }

    /** Fallbacks, in order. Default: none. */
    public List<FallbackTarget> fallbacks() {
        return ((FallbackTargets) value(PolicyField.FALLBACKS)).list();
    }

    /** Time limits of an attempt, as far as set. */
    public AttemptTimeoutConfig attemptTimeouts() {
        AttemptTimeoutConfig limits = AttemptTimeoutConfig.defaults();
        if (set.get(PolicyField.ATTEMPT_TIMEOUT) instanceof Duration attempt) {
            limits = limits.withAttempt(attempt);
        }
        if (set.get(PolicyField.FIRST_TOKEN_TIMEOUT) instanceof Duration firstToken) {
            limits = limits.withFirstToken(firstToken);
        }
        if (set.get(PolicyField.IDLE_TIMEOUT) instanceof Duration idle) {
            limits = limits.withIdle(idle);
        }
        return limits;
    }

    /** Circuit breaker of each provider's model. */
    public CircuitBreakerConfig circuitBreaker() {
        return new CircuitBreakerConfig.Builder(
                        count(PolicyField.CIRCUIT_BREAKER_FAILURE_THRESHOLD),
                        time(PolicyField.CIRCUIT_BREAKER_MAX_DELAY))
                .build();
    }

    /** Limit of concurrent calls. */
    public BulkheadConfig bulkhead() {
        return BulkheadConfig.of(count(PolicyField.MAX_CONCURRENT));
    }

    /** Whether a stream is buffered until it is complete. Default: {@code false}. */
    public boolean bufferStream() {
        return (Boolean) value(PolicyField.BUFFER_STREAM);
    }

    /** Fields that are set. */
    public List<PolicyField> fieldsSet() {
        return List.copyOf(set.keySet());
    }

    /** Returns this configuration with unset fields taken from {@code base}. */
    public PolicyConfig mergedOver(PolicyConfig base) {
        Map<PolicyField, Object> merged = new EnumMap<>(base.set);
        merged.putAll(set);
        return new PolicyConfig(merged);
    }

    /** Returns a builder with the fields set here. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PolicyConfig config && set.equals(config.set);
    }

    @Override
    public int hashCode() {
        return set.hashCode();
    }

    @Override
    public String toString() {
        return "PolicyConfig" + Collections.unmodifiableMap(set);
    }

    private Object value(PolicyField field) {
        return set.getOrDefault(field, field.defaultValue());
    }

    private int count(PolicyField field) {
        return (Integer) value(field);
    }

    private Duration time(PolicyField field) {
        return (Duration) value(field);
    }

    /**
     * Builder of a {@link PolicyConfig}. Each method throws {@code LLMConfigurationException} if a value is out of range. Not
     * thread-safe.
     */
    public static final class Builder {
        private final Map<PolicyField, Object> set;

        private Builder(PolicyConfig start) {
            set = new EnumMap<>(PolicyField.class);
            set.putAll(start.set);
        }

        /** Sets the retries of a route. */
        public Builder retry(RetryConfig retry) {
            set.put(PolicyField.RETRY_MAX_ATTEMPTS, retry.maxAttempts());
            set.put(PolicyField.RETRY_BASE_DELAY, retry.baseDelay());
            set.put(PolicyField.RETRY_MAX_DELAY, retry.maxDelay());
            return this;
        }

        /** Sets the fallbacks, in order; at most eight. */
        public Builder fallbacks(List<FallbackTarget> targets) {
            return checked(PolicyField.FALLBACKS, new FallbackTargets(targets));
        }

        /** Sets the time limits of an attempt; limits unset in {@code limits} are unchanged. */
        public Builder attemptTimeouts(AttemptTimeoutConfig limits) {
            limits.attempt().ifPresent(limit -> set.put(PolicyField.ATTEMPT_TIMEOUT, limit));
            limits.firstToken().ifPresent(limit -> set.put(PolicyField.FIRST_TOKEN_TIMEOUT, limit));
            limits.idle().ifPresent(limit -> set.put(PolicyField.IDLE_TIMEOUT, limit));
            return this;
        }

        /** Sets the circuit breaker. */
        public Builder circuitBreaker(CircuitBreakerConfig breaker) {
            set.put(PolicyField.CIRCUIT_BREAKER_FAILURE_THRESHOLD, breaker.failureThreshold());
            set.put(PolicyField.CIRCUIT_BREAKER_MAX_DELAY, breaker.maxDelay());
            return this;
        }

        /** Sets the limit of concurrent calls; 0 for no limit. */
        public Builder maxConcurrent(int calls) {
            return checked(PolicyField.MAX_CONCURRENT, calls);
        }

        /** Sets whether a stream is buffered until it is complete. */
        public Builder bufferStream(boolean value) {
            return checked(PolicyField.BUFFER_STREAM, value);
        }

        /** Creates the configuration. */
        public PolicyConfig build() {
            return new PolicyConfig(new EnumMap<>(set));
        }

        private Builder checked(PolicyField field, Object value) {
            field.check(value);
            set.put(field, value);
            return this;
        }
    }
}
