package dev.llmconnect.ledger.store;

import dev.llmconnect.Cost;
import dev.llmconnect.Redactor;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.NanoDollars;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Usage and cost of one attempt. Contains no part of the prompt or answer. Immutable and thread-safe. */
public final class UsageRow {
    /** Maximum of each count of one attempt, so that no sum in a database overflows, whatever a provider claims: 1,000,000,000,000. */
    static final long MAX_TOKENS = 1_000_000_000_000L;

    /** Maximum cost of one attempt in dollars: 100,000. */
    static final BigDecimal MAX_COST = BigDecimal.valueOf(100_000);

    /** Outcome of a reservation whose process died before settling it. */
    public static final String UNSETTLED = "unsettled";

    /** The longest name of a model, a session or a tag that is kept, in characters. */
    static final int MAX_TEXT_LENGTH = 500;

    private final Instant time;
    private final String requestId;
    private final int attempt;
    private final String caller;
    private final Map<String, String> tags;
    private final String session;
    private final String profile;
    private final String provider;
    private final String requestedModel;
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
        requestedModel = builder.requestedModel;
        model = builder.model;
        outcome = builder.outcome;
        usage = builder.usage;
        estimated = builder.estimated;
        costNanos = builder.costNanos;
        costSource = builder.costSource;
        duration = builder.duration;
        timeToFirstToken = builder.timeToFirstToken;
    }

    /** Whether the cost follows from prices: it was not reported by the provider, and there are tokens to price. */
    boolean isPricedByList() {
        return costSource != Cost.Source.PROVIDER && !outcome.equals(UNSETTLED) && usage.totalTokens() > 0;
    }

    /** Returns a copy with another cost. */
    UsageRow withCost(Cost cost) {
        return new Builder(time, requestId)
                .attempt(attempt)
                .caller(caller)
                .tags(tags)
                .session(session)
                .profile(profile)
                .provider(provider)
                .model(requestedModel, model)
                .outcome(outcome)
                .usage(usage, estimated)
                .cost(cost)
                .duration(duration, timeToFirstToken)
                .build();
    }

    /** Returns a builder with no caller, no usage and an unknown cost. */
    public static Builder builder(Instant time, String requestId) {
        return new Builder(time, requestId);
    }

    /** End of the attempt. */
    public Instant time() {
        return time;
    }

    /** Id of the call. */
    public String requestId() {
        return requestId;
    }

    /** Number of the attempt within its call, starting at 1. */
    public int attempt() {
        return attempt;
    }

    /** Name of the caller; empty if unknown. */
    public String caller() {
        return caller;
    }

    /** Tags for reporting, by ascending key. */
    public Map<String, String> tags() {
        return tags;
    }

    /** Session that groups calls; empty if none. */
    public String session() {
        return session;
    }

    /** Profile; empty if none. */
    public String profile() {
        return profile;
    }

    /** Name of the provider. */
    public String provider() {
        return provider;
    }

    /** Requested model; empty if none was named. */
    public String requestedModel() {
        return requestedModel;
    }

    /** Model that answered, otherwise the requested model. */
    public String model() {
        return model;
    }

    /** {@code ok}, or the reason of the failure. */
    public String outcome() {
        return outcome;
    }

    /** Tokens used. */
    public Usage usage() {
        return usage;
    }

    /** Whether part of the usage is estimated because the provider did not report it. */
    public boolean isEstimated() {
        return estimated;
    }

    /** Cost in nano-dollars; absent if unknown. */
    public OptionalLong costNanos() {
        return isPriced() ? OptionalLong.of(costNanos) : OptionalLong.empty();
    }

    /** Whether anybody knows what it cost. */
    boolean isPriced() {
        return costSource != Cost.Source.UNKNOWN;
    }

    /** Cost in nano-dollars; 0 if unknown. */
    long knownNanos() {
        return costNanos;
    }

    /** Time to the first token; {@code null} if there was none. */
    @Nullable
    Duration firstTokenOrNull() {
        return timeToFirstToken;
    }

    /** Source of the cost. */
    public Cost.Source costSource() {
        return costSource;
    }

    /** Duration of the attempt. */
    public Duration duration() {
        return duration;
    }

    /** Time to the first token; absent if there was none. */
    public Optional<Duration> timeToFirstToken() {
        return Optional.ofNullable(timeToFirstToken);
    }

    @Override
    public String toString() {
        return "UsageRow[" + requestId + "#" + attempt + ", " + provider + "/" + model + ", " + outcome + ", " + usage
                + ", "
                + (isPriced() ? "$" + NanoDollars.toUsd(costNanos).toPlainString() : "cost unknown") + "]";
    }

    /** Builder of a {@link UsageRow}. Not thread-safe. */
    public static final class Builder {
        private final Instant time;
        private final String requestId;
        private int attempt = 1;
        private String caller = "";
        private Map<String, String> tags = Map.of();
        private String session = "";
        private String profile = "";
        private String provider = "";
        private String requestedModel = "";
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

        /** Sets the number of the attempt within its call, starting at 1. */
        public Builder attempt(int number) {
            attempt = number;
            return this;
        }

        /** Sets the name of the caller. */
        public Builder caller(String name) {
            caller = name;
            return this;
        }

        /** Sets the tags for reporting. */
        public Builder tags(Map<String, String> value) {
            Map<String, String> sorted = new TreeMap<>();
            value.forEach((key, text) -> sorted.put(kept(key), kept(text)));
            tags = sorted.isEmpty() ? Map.of() : Collections.unmodifiableMap(sorted);
            return this;
        }

        /** Sets the session that groups calls. */
        public Builder session(String id) {
            session = kept(id);
            return this;
        }

        /** Sets the profile. */
        public Builder profile(String name) {
            profile = name;
            return this;
        }

        /** Sets the name of the provider. */
        public Builder provider(String name) {
            provider = name;
            return this;
        }

        /** Sets the requested model and the model that answered. */
        public Builder model(String requested, String answered) {
            requestedModel = kept(requested);
            model = answered.isEmpty() ? requestedModel : kept(answered);
            return this;
        }

        /** Sets the outcome: {@code ok}, or the reason of the failure. */
        public Builder outcome(String value) {
            outcome = value;
            return this;
        }

        /**
         * Sets the tokens used.
         *
         * @param isEstimated whether part of them is estimated
         */
        public Builder usage(Usage value, boolean isEstimated) {
            usage = capped(value);
            estimated = isEstimated;
            return this;
        }

        /** Sets the cost. */
        public Builder cost(Cost cost) {
            return cost.usd()
                    .map(usd -> cost(NanoDollars.of(usd.min(MAX_COST)), cost.source()))
                    .orElseGet(() -> cost(0, Cost.Source.UNKNOWN));
        }

        /**
         * Sets the cost.
         *
         * @param nanos cost in nano-dollars; ignored if the source is unknown
         */
        public Builder cost(long nanos, Cost.Source source) {
            costNanos = source == Cost.Source.UNKNOWN ? 0 : Math.min(nanos, NanoDollars.of(MAX_COST));
            costSource = source;
            return this;
        }

        private static Usage capped(Usage used) {
            return used.totalTokens() <= MAX_TOKENS
                    ? used
                    : Usage.builder()
                            .uncachedInputTokens(Math.min(MAX_TOKENS, used.uncachedInputTokens()))
                            .cacheReadTokens(Math.min(MAX_TOKENS, used.cacheReadTokens()))
                            .cacheWrite5mTokens(Math.min(MAX_TOKENS, used.cacheWrite5mTokens()))
                            .cacheWrite1hTokens(Math.min(MAX_TOKENS, used.cacheWrite1hTokens()))
                            .textTokens(Math.min(MAX_TOKENS, used.textTokens()))
                            .reasoningTokens(Math.min(MAX_TOKENS, used.reasoningTokens()))
                            .audioInputTokens(Math.min(MAX_TOKENS, used.audioInputTokens()))
                            .audioOutputTokens(Math.min(MAX_TOKENS, used.audioOutputTokens()))
                            .imageInputTokens(Math.min(MAX_TOKENS, used.imageInputTokens()))
                            .imageOutputTokens(Math.min(MAX_TOKENS, used.imageOutputTokens()))
                            .build();
        }

        /** Sets the duration and the time to the first token. */
        public Builder duration(Duration value, @Nullable Duration firstToken) {
            duration = value;
            timeToFirstToken = firstToken;
            return this;
        }

        /** Redacts and cuts text that comes from clients and providers. */
        private static String kept(String text) {
            return text.isEmpty() ? "" : Redactor.redact(text, MAX_TEXT_LENGTH);
        }

        /** Creates the row. */
        public UsageRow build() {
            return new UsageRow(this);
        }
    }
}
