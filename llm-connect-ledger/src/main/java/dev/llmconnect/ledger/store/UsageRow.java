package dev.llmconnect.ledger.store;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.NanoDollars;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one attempt of a call used and cost. Never holds a prompt or an answer. Immutable and thread-safe. */
public final class UsageRow {
    /** The outcome of a reservation whose process died before it could settle it. */
    public static final String UNSETTLED = "unsettled";

    private final Instant time;
    private final String requestId;
    private final int attempt;
    private final String caller;
    private final Map<String, String> tags;
    private final String session;
    private final String profile;
    private final String provider;
    private final String modelAsked;
    private final String model;
    private final String outcome;
    private final Usage usage;
    private final boolean estimated;
    private final long costNanos;
    private final Cost.Source costSource;
    private final Duration duration;
    private final @Nullable Duration timeToFirstToken;

    private UsageRow(Builder builder) {
        time = builder.time;
        requestId = builder.requestId;
        attempt = builder.attempt;
        caller = builder.caller;
        tags = builder.tags;
        session = builder.session;
        profile = builder.profile;
        provider = builder.provider;
        modelAsked = builder.modelAsked;
        model = builder.model;
        outcome = builder.outcome;
        usage = builder.usage;
        estimated = builder.estimated;
        costNanos = builder.costNanos;
        costSource = builder.costSource;
        duration = builder.duration;
        timeToFirstToken = builder.timeToFirstToken;
    }

    /** Whether its cost follows from prices: the provider did not report it, and there are tokens to price. */
    boolean isPricedByList() {
        return costSource != Cost.Source.PROVIDER && !outcome.equals(UNSETTLED) && usage.totalTokens() > 0;
    }

    /** The same attempt at another cost. */
    UsageRow withCost(Cost cost) {
        return new Builder(time, requestId)
                .attempt(attempt)
                .caller(caller)
                .tags(tags)
                .session(session)
                .profile(profile)
                .provider(provider)
                .model(modelAsked, model)
                .outcome(outcome)
                .usage(usage, estimated)
                .cost(cost)
                .duration(duration, timeToFirstToken)
                .build();
    }

    /** Starts with an attempt of nobody that used nothing and whose cost is unknown. */
    public static Builder builder(Instant time, String requestId) {
        return new Builder(time, requestId);
    }

    /** When the attempt ended. */
    public Instant time() {
        return time;
    }

    /** The id of the call. */
    public String requestId() {
        return requestId;
    }

    /** The place of the attempt in its call, from 1. */
    public int attempt() {
        return attempt;
    }

    /** The name of who called; empty when nobody in particular. */
    public String caller() {
        return caller;
    }

    /** What the operator counts by, by rising key. */
    public Map<String, String> tags() {
        return tags;
    }

    /** What several calls belong to; empty when nothing was told. */
    public String session() {
        return session;
    }

    /** The profile; empty when none. */
    public String profile() {
        return profile;
    }

    /** The provider that was asked. */
    public String provider() {
        return provider;
    }

    /** The model that was asked for; empty when none was named. */
    public String modelAsked() {
        return modelAsked;
    }

    /** The model that answered, or was asked for. */
    public String model() {
        return model;
    }

    /** {@code ok}, or why it failed. */
    public String outcome() {
        return outcome;
    }

    /** The tokens. */
    public Usage usage() {
        return usage;
    }

    /** Whether the tokens are an estimate in part, since the provider did not tell them. */
    public boolean isEstimated() {
        return estimated;
    }

    /** The cost in nano-dollars; absent when nobody knows it. */
    public OptionalLong costNanos() {
        return isPriced() ? OptionalLong.of(costNanos) : OptionalLong.empty();
    }

    /** Whether anybody knows what it cost. */
    boolean isPriced() {
        return costSource != Cost.Source.UNKNOWN;
    }

    /** The cost in nano-dollars; 0 when nobody knows it. */
    long knownNanos() {
        return costNanos;
    }

    /** How long it took until the first token; {@code null} when none came. */
    @Nullable
    Duration firstTokenOrNull() {
        return timeToFirstToken;
    }

    /** Who says what it cost. */
    public Cost.Source costSource() {
        return costSource;
    }

    /** How long the attempt took. */
    public Duration duration() {
        return duration;
    }

    /** How long it took until the first token; absent when none came. */
    public Optional<Duration> timeToFirstToken() {
        return Optional.ofNullable(timeToFirstToken);
    }

    @Override
    public String toString() {
        return "UsageRow[" + requestId + "#" + attempt + ", " + provider + "/" + model + ", " + outcome + ", " + usage
                + ", "
                + (isPriced() ? "$" + NanoDollars.toUsd(costNanos).toPlainString() : "cost unknown") + "]";
    }

    /** Sets what an attempt used. Not thread-safe. */
    public static final class Builder {
        private final Instant time;
        private final String requestId;
        private int attempt = 1;
        private String caller = "";
        private Map<String, String> tags = Map.of();
        private String session = "";
        private String profile = "";
        private String provider = "";
        private String modelAsked = "";
        private String model = "";
        private String outcome = "ok";
        private Usage usage = Usage.NONE;
        private boolean estimated;
        private long costNanos;
        private Cost.Source costSource = Cost.Source.UNKNOWN;
        private Duration duration = Duration.ZERO;
        private @Nullable Duration timeToFirstToken;

        private Builder(Instant time, String requestId) {
            this.time = time;
            this.requestId = requestId;
        }

        /** The place of the attempt in its call, from 1. */
        public Builder attempt(int number) {
            attempt = number;
            return this;
        }

        /** The name of who called. */
        public Builder caller(String name) {
            caller = name;
            return this;
        }

        /** What the operator counts by. */
        public Builder tags(Map<String, String> all) {
            tags = all.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(all));
            return this;
        }

        /** What several calls belong to. */
        public Builder session(String id) {
            session = id;
            return this;
        }

        /** The profile. */
        public Builder profile(String name) {
            profile = name;
            return this;
        }

        /** The provider that was asked. */
        public Builder provider(String name) {
            provider = name;
            return this;
        }

        /** The model that was asked for, and the one that answered. */
        public Builder model(String asked, String answered) {
            modelAsked = asked;
            model = answered.isEmpty() ? asked : answered;
            return this;
        }

        /** {@code ok}, or why it failed. */
        public Builder outcome(String value) {
            outcome = value;
            return this;
        }

        /**
         * The tokens.
         *
         * @param inPart whether they are an estimate in part
         */
        public Builder usage(Usage used, boolean inPart) {
            usage = used;
            estimated = inPart;
            return this;
        }

        /** What it cost. */
        public Builder cost(Cost cost) {
            return cost.usd()
                    .map(usd -> cost(NanoDollars.of(usd), cost.source()))
                    .orElseGet(() -> cost(0, Cost.Source.UNKNOWN));
        }

        /**
         * What it cost.
         *
         * @param nanos nano-dollars; counts for nothing when nobody knows the cost
         */
        public Builder cost(long nanos, Cost.Source source) {
            costNanos = source == Cost.Source.UNKNOWN ? 0 : nanos;
            costSource = source;
            return this;
        }

        /** How long it took, and until its first token. */
        public Builder duration(Duration whole, @Nullable Duration firstToken) {
            duration = whole;
            timeToFirstToken = firstToken;
            return this;
        }

        /** The row. */
        public UsageRow build() {
            return new UsageRow(this);
        }
    }
}
