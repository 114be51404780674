package dev.llmconnect;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one attempt at a call did. Immutable and thread-safe. */
public final class Attempt {
    /** The outcome of an attempt that answered. */
    public static final String OK = "ok";
    /** The outcome of an attempt whose answer nobody waited for. */
    public static final String ABANDONED = "abandoned";
    /** The outcome of an attempt whose caller left. */
    public static final String CANCELLED = "cancelled";

    private final String provider;
    private final String model;
    private final String outcome;
    private final Duration duration;
    private final @Nullable Duration timeToFirstToken;
    private final @Nullable Integer providerStatus;
    private final Usage usage;
    private final boolean usageEstimated;

    private Attempt(Builder builder) {
        provider = builder.provider;
        model = builder.model;
        outcome = builder.outcome;
        duration = builder.duration;
        timeToFirstToken = builder.timeToFirstToken;
        providerStatus = builder.providerStatus;
        usage = builder.usage;
        usageEstimated = builder.usageEstimated;
    }

    /** Starts as an attempt that answered in no time and used nothing. */
    public static Builder builder(String provider, String model) {
        return new Builder(provider, model);
    }

    /** The provider that was asked. */
    public String provider() {
        return provider;
    }

    /** The model that answered or was asked for; empty where nobody named one. */
    public String model() {
        return model;
    }

    /** {@value #OK}, or why it failed, for example {@code rate_limit}, {@code circuit_open} or {@value #ABANDONED}. */
    public String outcome() {
        return outcome;
    }

    /** How long it took. */
    public Duration duration() {
        return duration;
    }

    /** How long it took until the first token; absent when none came. */
    public Optional<Duration> timeToFirstToken() {
        return Optional.ofNullable(timeToFirstToken);
    }

    /** The HTTP status of a provider that failed with one. */
    public Optional<Integer> providerStatus() {
        return Optional.ofNullable(providerStatus);
    }

    /** The tokens it used, as far as they are known; also of an attempt that failed. */
    public Usage usage() {
        return usage;
    }

    /** Whether {@link #usage()} is an estimate in part, since the provider did not come to tell it. */
    public boolean isUsageEstimated() {
        return usageEstimated;
    }

    /** Its shape in {@code metadata.attempts} of the wire contract, section 2. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("provider", provider);
        map.put("model", model);
        map.put("outcome", outcome);
        map.put("milliseconds", duration.toMillis());
        return map;
    }

    /** Reads {@link #toMap()} back. */
    static Attempt fromMap(Map<?, ?> map) {
        return builder(text(map.get("provider")), text(map.get("model")))
                .outcome(text(map.get("outcome")))
                .duration(Duration.ofMillis(map.get("milliseconds") instanceof Number time ? time.longValue() : 0))
                .build();
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attempt attempt
                && provider.equals(attempt.provider)
                && model.equals(attempt.model)
                && outcome.equals(attempt.outcome)
                && duration.equals(attempt.duration)
                && Objects.equals(timeToFirstToken, attempt.timeToFirstToken)
                && Objects.equals(providerStatus, attempt.providerStatus)
                && usage.equals(attempt.usage)
                && usageEstimated == attempt.usageEstimated;
    }

    @Override
    public int hashCode() {
        return Objects.hash(provider, model, outcome, duration);
    }

    @Override
    public String toString() {
        return "Attempt" + toMap();
    }

    /** Sets what an attempt did. Not thread-safe. */
    public static final class Builder {
        private final String provider;
        private String model;
        private String outcome = OK;
        private Duration duration = Duration.ZERO;
        private @Nullable Duration timeToFirstToken;
        private @Nullable Integer providerStatus;
        private Usage usage = Usage.NONE;
        private boolean usageEstimated;

        private Builder(String provider, String model) {
            this.provider = provider;
            this.model = model;
        }

        /** The model that answered, in place of the one that was asked for. */
        public Builder model(String name) {
            model = name;
            return this;
        }

        /** How it ended; {@link Attempt#OK} by default. */
        public Builder outcome(String value) {
            outcome = value;
            return this;
        }

        /** How long it took; no time by default. */
        public Builder duration(Duration time) {
            duration = time;
            return this;
        }

        /** How long it took until the first token; none came by default. */
        public Builder timeToFirstToken(@Nullable Duration time) {
            timeToFirstToken = time;
            return this;
        }

        /** The HTTP status of a provider that failed with one; none by default. */
        public Builder providerStatus(@Nullable Integer status) {
            providerStatus = status;
            return this;
        }

        /** The tokens it used, as the provider told them; none by default. */
        public Builder usage(Usage told) {
            usage = told;
            return this;
        }

        /** Whether the usage is an estimate in part; not by default. */
        public Builder usageEstimated(boolean estimated) {
            usageEstimated = estimated;
            return this;
        }

        /** The attempt. */
        public Attempt build() {
            return new Attempt(this);
        }
    }
}
