package dev.llmconnect;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of one attempt of a call. Immutable and thread-safe. */
public final class Attempt {
    /** Outcome of a successful attempt. */
    public static final String OK = "ok";
    /** Outcome of an attempt that was abandoned before its end, for example a stream that was closed early. */
    public static final String ABANDONED = "abandoned";
    /** Outcome of an attempt whose caller cancelled. */
    public static final String CANCELLED = "cancelled";

    private final String provider;
    private final String model;
    private final String outcome;
    private final Duration duration;
    private final @Nullable Duration timeToFirstToken;
    private final @Nullable Integer providerStatus;
    private final Usage usage;
    private final boolean usageEstimated;
    private final @Nullable Cost cost;

    private Attempt(Builder builder) {
        provider = builder.provider;
        model = builder.model;
        outcome = builder.outcome;
        duration = builder.duration;
        timeToFirstToken = builder.timeToFirstToken;
        providerStatus = builder.providerStatus;
        usage = builder.usage;
        usageEstimated = builder.usageEstimated;
        cost = null;
    }

    private Attempt(Attempt attempt, Cost cost) {
        provider = attempt.provider;
        model = attempt.model;
        outcome = attempt.outcome;
        duration = attempt.duration;
        timeToFirstToken = attempt.timeToFirstToken;
        providerStatus = attempt.providerStatus;
        usage = attempt.usage;
        usageEstimated = attempt.usageEstimated;
        this.cost = cost;
    }

    /** Returns this attempt with its cost. */
    Attempt withCost(Cost known) {
        return new Attempt(this, known);
    }

    /** Returns a builder of a successful attempt with zero duration and no usage. */
    public static Builder builder(String provider, String model) {
        return new Builder(provider, model);
    }

    /** Name of the provider. */
    public String provider() {
        return provider;
    }

    /** Model that answered, otherwise the requested model; empty if no model was named. */
    public String model() {
        return model;
    }

    /**
     * {@value #OK}, or the reason of the failure, for example {@code rate_limit}, {@code circuit_open} or {@value #ABANDONED}.
     */
    public String outcome() {
        return outcome;
    }

    /** Time from the start of the attempt to its end. */
    public Duration duration() {
        return duration;
    }

    /** Time from the start of the attempt to its first token; absent if there was none. */
    public Optional<Duration> timeToFirstToken() {
        return Optional.ofNullable(timeToFirstToken);
    }

    /**
     * Time per token after the first one, of a stream that succeeded; absent if it failed or had fewer than two tokens. For a whole answer,
     * which arrives at once, the value has no meaning.
     */
    public Optional<Duration> timePerOutputToken() {
        long following = usage.outputTokens() - 1;
        if (!outcome.equals(OK) || following < 1) {
            return Optional.empty();
        }
        return timeToFirstToken()
                .map(duration::minus)
                .filter(rest -> rest.compareTo(Duration.ZERO) > 0)
                .map(rest -> Duration.ofNanos(rest.toNanos() / following));
    }

    /** HTTP status of the provider's error; absent if the attempt succeeded or failed without a status. */
    public Optional<Integer> providerStatus() {
        return Optional.ofNullable(providerStatus);
    }

    /** Tokens used, as far as known; also for a failed attempt. */
    public Usage usage() {
        return usage;
    }

    /** Whether part of {@link #usage()} is estimated because the provider did not report it. */
    public boolean isUsageEstimated() {
        return usageEstimated;
    }

    /** Cost of the attempt; absent without accounting, and until the call has ended. */
    public Optional<Cost> cost() {
        return Optional.ofNullable(cost);
    }

    /** Returns the JSON form of {@code metadata.attempts} (wire contract, section 2). */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("provider", provider);
        map.put("model", model);
        map.put("outcome", outcome);
        map.put("milliseconds", duration.toMillis());
        return map;
    }

    /** Parses the form that {@link #toMap()} returns. */
    static Attempt fromMap(Map<?, ?> map) {
        return builder(text(map.get("provider")), text(map.get("model")))
                .outcome(text(map.get("outcome")))
                .duration(Duration.ofMillis(map.get("milliseconds") instanceof Number time ? time.longValue() : 0))
                .build();
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? Redactor.redact(text) : "";
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
                && usageEstimated == attempt.usageEstimated
                && Objects.equals(cost, attempt.cost);
    }

    @Override
    public int hashCode() {
        return Objects.hash(provider, model, outcome, duration);
    }

    @Override
    public String toString() {
        return "Attempt" + toMap();
    }

    /** Builder of an {@link Attempt}. Not thread-safe. */
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

        /** Sets the model that answered. Default: the requested model. */
        public Builder model(String name) {
            model = name;
            return this;
        }

        /** Sets the outcome. Default: {@link Attempt#OK}. */
        public Builder outcome(String value) {
            outcome = value;
            return this;
        }

        /** Sets the duration. Default: zero. */
        public Builder duration(Duration value) {
            duration = value;
            return this;
        }

        /** Sets the time to the first token. Default: none. */
        public Builder timeToFirstToken(@Nullable Duration value) {
            timeToFirstToken = value;
            return this;
        }

        /** Sets the HTTP status of the provider's error. Default: none. */
        public Builder providerStatus(@Nullable Integer status) {
            providerStatus = status;
            return this;
        }

        /** Sets the tokens used. Default: {@link Usage#NONE}. */
        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        /** Sets whether part of the usage is estimated. Default: {@code false}. */
        public Builder usageEstimated(boolean estimated) {
            usageEstimated = estimated;
            return this;
        }

        /** Creates the attempt. */
        public Attempt build() {
            return new Attempt(this);
        }
    }
}
