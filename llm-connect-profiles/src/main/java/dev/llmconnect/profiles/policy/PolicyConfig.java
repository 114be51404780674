package dev.llmconnect.profiles.policy;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which policies apply to a call, and how: the values of {@link PolicyField}. Immutable and thread-safe.
 *
 * <p>It knows <em>set</em> from <em>default</em>, field by field, so that layers can be put over each other with {@link #mergedOver}.
 */
public final class PolicyConfig {
    /** The prefix of the variables that set the default of every call. */
    public static final String ENVIRONMENT_PREFIX = "LLM_CONNECT_";

    private static final PolicyConfig DEFAULTS = new PolicyConfig(new EnumMap<>(PolicyField.class));

    private final Map<PolicyField, Object> set;

    private PolicyConfig(Map<PolicyField, Object> set) {
        this.set = set;
    }

    /** Nothing set, so every value is its default. */
    public static PolicyConfig defaults() {
        return DEFAULTS;
    }

    /** Starts with nothing set. */
    public static Builder builder() {
        return new Builder(DEFAULTS);
    }

    /** The names of a profile's JSON that belong to policies: {@code retry}, {@code fallbacks}, {@code buffer_stream}, … */
    public static List<String> fieldNames() {
        return PolicyReader.names();
    }

    /**
     * Reads the policies of a profile. An absent or {@code null} field is unset.
     *
     * @param path what stands before a field's name in messages, for example {@code triage}; empty for nothing
     * @param fields {@link #fieldNames()} with values as a JSON parser gives them
     * @throws dev.llmconnect.LLMConfigurationException for an unknown name, a wrong type or a value out of range; the message names
     *     the field: {@code triage.retry.max_attempts must be an integer of at least 1, got "x"}
     */
    public static PolicyConfig fromMap(String path, Map<String, ?> fields) {
        return new PolicyConfig(PolicyReader.fromMap(path.isEmpty() ? "" : path + ".", fields));
    }

    /**
     * Reads environment variables. One that is absent or blank is unset.
     *
     * @param prefix {@link #ENVIRONMENT_PREFIX}, or that of one profile
     * @throws dev.llmconnect.LLMConfigurationException naming the variable whose value cannot be used
     */
    public static PolicyConfig fromVariables(String prefix, Map<String, String> environment) {
        return new PolicyConfig(PolicyReader.fromVariables(prefix, environment));
    }

    /** When to ask a route again. */
    public RetryConfig retry() {
        return new RetryConfig.Builder(
                        count(PolicyField.RETRY_MAX_ATTEMPTS),
                        time(PolicyField.RETRY_BASE_DELAY),
                        time(PolicyField.RETRY_MAX_DELAY))
                .build();
    }

    /** Whom to ask when a route fails, in this order; nobody by default. */
    public List<FallbackTarget> fallbacks() {
        return ((FallbackTargets) value(PolicyField.FALLBACKS)).list();
    }

    /** How long an attempt and a silence may last, as far as it is set. */
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

    /** When to leave a provider's model alone. */
    public CircuitBreakerConfig circuitBreaker() {
        return new CircuitBreakerConfig.Builder(
                        count(PolicyField.CIRCUIT_BREAKER_FAILURE_THRESHOLD),
                        time(PolicyField.CIRCUIT_BREAKER_MAX_DELAY))
                .build();
    }

    /** How many calls may run at once. */
    public BulkheadConfig bulkhead() {
        return BulkheadConfig.of(count(PolicyField.MAX_CONCURRENT));
    }

    /** Whether a stream is held back until it is whole; {@code false} by default. */
    public boolean bufferStream() {
        return (Boolean) value(PolicyField.BUFFER_STREAM);
    }

    /** The fields that are set. */
    public List<PolicyField> fieldsSet() {
        return List.copyOf(set.keySet());
    }

    /** This configuration where it is set, else {@code base}, field by field. */
    public PolicyConfig mergedOver(PolicyConfig base) {
        Map<PolicyField, Object> merged = new EnumMap<>(base.set);
        merged.putAll(set);
        return new PolicyConfig(merged);
    }

    /** A builder that starts with what is set here. */
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

    /** Sets policies; each method refuses what is out of range with an {@code LLMConfigurationException}. Not thread-safe. */
    public static final class Builder {
        private final Map<PolicyField, Object> set;

        private Builder(PolicyConfig start) {
            set = new EnumMap<>(PolicyField.class);
            set.putAll(start.set);
        }

        /** When to ask a route again. */
        public Builder retry(RetryConfig retry) {
            set.put(PolicyField.RETRY_MAX_ATTEMPTS, retry.maxAttempts());
            set.put(PolicyField.RETRY_BASE_DELAY, retry.baseDelay());
            set.put(PolicyField.RETRY_MAX_DELAY, retry.maxDelay());
            return this;
        }

        /** Whom to ask when a route fails, at most eight. */
        public Builder fallbacks(List<FallbackTarget> targets) {
            return checked(PolicyField.FALLBACKS, new FallbackTargets(targets));
        }

        /** How long an attempt and a silence may last; what these do not set stays as it is. */
        public Builder attemptTimeouts(AttemptTimeoutConfig limits) {
            limits.attempt().ifPresent(limit -> set.put(PolicyField.ATTEMPT_TIMEOUT, limit));
            limits.firstToken().ifPresent(limit -> set.put(PolicyField.FIRST_TOKEN_TIMEOUT, limit));
            limits.idle().ifPresent(limit -> set.put(PolicyField.IDLE_TIMEOUT, limit));
            return this;
        }

        /** When to leave a provider's model alone. */
        public Builder circuitBreaker(CircuitBreakerConfig breaker) {
            set.put(PolicyField.CIRCUIT_BREAKER_FAILURE_THRESHOLD, breaker.failureThreshold());
            set.put(PolicyField.CIRCUIT_BREAKER_MAX_DELAY, breaker.maxDelay());
            return this;
        }

        /** How many calls may run at once; 0 for no limit. */
        public Builder maxConcurrent(int calls) {
            return checked(PolicyField.MAX_CONCURRENT, calls);
        }

        /** Whether a stream is held back until it is whole. */
        public Builder bufferStream(boolean whole) {
            return checked(PolicyField.BUFFER_STREAM, whole);
        }

        /** The configuration. */
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
