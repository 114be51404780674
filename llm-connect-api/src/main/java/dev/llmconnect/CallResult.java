package dev.llmconnect;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Outcome of a call, for a {@link CallObserver}. Contains no part of the answer. Immutable and thread-safe. */
public final class CallResult {
    /** Outcome of a successful call. */
    public static final String OK = "ok";
    /** Outcome of a call cancelled by its caller. */
    public static final String CANCELLED = "cancelled";

    private final String outcome;
    private final OptionalInt httpStatus;
    private final @Nullable String reason;
    private final @Nullable Integer providerStatus;
    private final @Nullable String profile;
    private final String provider;
    private final String model;
    private final @Nullable FinishReason finishReason;
    private final Usage usage;
    private final boolean usageEstimated;
    private final List<Attempt> attempts;
    private final int attemptCount;
    private final @Nullable Duration timeToFirstToken;
    private final Duration duration;
    private final Duration overhead;

    private CallResult(Builder builder) {
        outcome = builder.outcome;
        httpStatus = builder.httpStatus;
        reason = builder.reason;
        providerStatus = builder.providerStatus;
        profile = builder.profile;
        provider = builder.provider;
        model = builder.model;
        finishReason = builder.finishReason;
        usage = builder.usage;
        usageEstimated = builder.usageEstimated;
        attempts = builder.attempts;
        attemptCount = builder.attemptCount;
        timeToFirstToken = builder.timeToFirstToken;
        duration = builder.duration;
        overhead = builder.overhead;
    }

    /** Returns a builder with the values of the call's record: profile, last provider and model, attempts and usage. */
    public static Builder builder(CallContext context) {
        return new Builder(context);
    }

    /** {@value #OK}, {@value #CANCELLED}, or an error code of the wire contract, for example {@code provider_timeout}. */
    public String outcome() {
        return outcome;
    }

    /** Whether the call succeeded. */
    public boolean isOk() {
        return outcome.equals(OK);
    }

    /** HTTP status sent to the caller; absent for in-process calls. */
    public OptionalInt httpStatus() {
        return httpStatus;
    }

    /** {@link FailureReason} of the failure; absent if the call succeeded or the reason is unknown. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** HTTP status of the provider's error. */
    public Optional<Integer> providerStatus() {
        return Optional.ofNullable(providerStatus);
    }

    /** Profile requested by the call. */
    public Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    /** Provider that answered, otherwise the provider of the last attempt; empty if there was no attempt. */
    public String provider() {
        return provider;
    }

    /** Model that answered, otherwise the model of the last attempt; empty if there was no attempt or no model was named. */
    public String model() {
        return model;
    }

    /** Reason why the model stopped; absent if the call was not answered. */
    public Optional<FinishReason> finishReason() {
        return Optional.ofNullable(finishReason);
    }

    /** Tokens of the answer; for a call without an answer, those of the last attempt as far as known. */
    public Usage usage() {
        return usage;
    }

    /** Whether part of {@link #usage()} is estimated. */
    public boolean isUsageEstimated() {
        return usageEstimated;
    }

    /** Attempts in the order in which they ended, at most {@value CallRecord#MAX_ATTEMPTS}. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** Total number of attempts, including those not kept. */
    public int attemptCount() {
        return attemptCount;
    }

    /** Time from the start of the call to its first token; absent if there was none. */
    public Optional<Duration> timeToFirstToken() {
        return Optional.ofNullable(timeToFirstToken);
    }

    /** Total duration of the call, including all attempts and delays. */
    public Duration duration() {
        return duration;
    }

    /** Part of {@link #duration()} spent in llm-connect itself: neither in an attempt nor in a delay between attempts. */
    public Duration overhead() {
        return overhead;
    }

    /**
     * Cost of the call: the sum over all kept attempts. {@link Cost#UNKNOWN} if the cost of one of them is unknown; absent without
     * accounting, and for a call without attempts.
     */
    public Optional<Cost> cost() {
        BigDecimal usd = BigDecimal.ZERO;
        Cost.Source source = Cost.Source.UNKNOWN;
        for (Attempt attempt : attempts) {
            Optional<Cost> cost = attempt.cost();
            if (cost.isEmpty()) {
                return Optional.empty();
            }
            if (cost.get().usd().isEmpty()) {
                return Optional.of(Cost.UNKNOWN);
            }
            usd = usd.add(cost.get().usd().get());
            source = cost.get().source();
        }
        return attempts.isEmpty() ? Optional.empty() : Optional.of(Cost.of(usd, source));
    }

    @Override
    public String toString() {
        return "CallResult[" + outcome + ", " + provider + (model.isEmpty() ? "" : "/" + model) + ", " + usage + "]";
    }

    /** Builder of a {@link CallResult}. Not thread-safe. */
    public static final class Builder {
        private String outcome = OK;
        private OptionalInt httpStatus = OptionalInt.empty();
        private @Nullable String reason;
        private @Nullable Integer providerStatus;
        private @Nullable String profile;
        private String provider = "";
        private String model = "";
        private @Nullable FinishReason finishReason;
        private Usage usage = Usage.NONE;
        private boolean usageEstimated;
        private final List<Attempt> attempts;
        private final int attemptCount;
        private final @Nullable Duration timeToFirstToken;
        private final Duration duration;
        private final Duration overhead;

        private Builder(CallContext context) {
            CallRecord record = context.record();
            profile = record.profile().orElse(null);
            attempts = record.attempts();
            attemptCount = record.attemptCount();
            timeToFirstToken = record.timeToFirstToken().orElse(null);
            duration = Duration.ofNanos(context.ticker().nanos() - context.startNanos());
            Duration own = duration.minus(record.timeOutside());
            overhead = own.isNegative() ? Duration.ZERO : own;
            record.lastAttempt().ifPresent(attempt -> {
                provider = attempt.provider();
                model = attempt.model();
            });
            if (!attempts.isEmpty()) {
                Attempt last = attempts.get(attempts.size() - 1);
                usage = last.usage();
                usageEstimated = last.isUsageEstimated();
            }
        }

        /** Sets the outcome to {@link CallResult#OK} with the values of the answer. */
        public Builder answered(String responseProvider, String responseModel, FinishReason reason, Usage value) {
            outcome = OK;
            provider = responseProvider.isEmpty() ? provider : responseProvider;
            model = responseModel.isEmpty() ? model : responseModel;
            finishReason = reason;
            usage = value;
            usageEstimated = false;
            return this;
        }

        /** Sets the outcome, reason and status of a failure. */
        public Builder failed(LLMException failure) {
            outcome = failure.code().value();
            reason = failure.reason().equals(FailureReason.OTHER)
                    ? null
                    : failure.reason().value();
            providerStatus = failure.providerStatus().orElse(null);
            failure.provider().filter(name -> provider.isEmpty()).ifPresent(name -> provider = name);
            return this;
        }

        /** Sets the outcome to {@link CallResult#CANCELLED}. */
        public Builder cancelled() {
            outcome = CANCELLED;
            return this;
        }

        /** Sets the HTTP status sent to the caller. Default: none. */
        public Builder httpStatus(int status) {
            httpStatus = OptionalInt.of(status);
            return this;
        }

        /** Creates the result. */
        public CallResult build() {
            return new CallResult(this);
        }
    }
}
