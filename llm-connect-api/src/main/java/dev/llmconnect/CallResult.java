package dev.llmconnect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How a call ended, for a {@link CallObserver}. Immutable and thread-safe. Holds nothing of what was answered. */
public final class CallResult {
    /** The outcome of a call that was answered. */
    public static final String OK = "ok";
    /** The outcome of a call whose caller left. */
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
    }

    /** Starts with what the record of a call that has begun knows: profile, last provider and model, attempts, what they used. */
    public static Builder builder(CallContext context) {
        return new Builder(context);
    }

    /** {@value #OK}, {@value #CANCELLED}, or the wire contract's error code, for example {@code provider_timeout}. */
    public String outcome() {
        return outcome;
    }

    /** Whether the call was answered. */
    public boolean isOk() {
        return outcome.equals(OK);
    }

    /** The HTTP status the caller got; absent in process. */
    public OptionalInt httpStatus() {
        return httpStatus;
    }

    /** Why it failed, as {@link FailureReason} names it; absent when it did not fail, or nothing more is known than the outcome. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** The HTTP status with which a provider failed. */
    public Optional<Integer> providerStatus() {
        return Optional.ofNullable(providerStatus);
    }

    /** The profile that the call asked for. */
    public Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    /** The provider that answered, else the one that was asked last; empty when nobody was asked. */
    public String provider() {
        return provider;
    }

    /** The model that answered, else the one that was asked last; empty when nobody was asked or none was named. */
    public String model() {
        return model;
    }

    /** Why the model stopped; absent of a call that was not answered. */
    public Optional<FinishReason> finishReason() {
        return Optional.ofNullable(finishReason);
    }

    /** The tokens of the answer; of a call that was not answered, those of its last attempt as far as they are known. */
    public Usage usage() {
        return usage;
    }

    /** Whether {@link #usage()} is an estimate in part. */
    public boolean isUsageEstimated() {
        return usageEstimated;
    }

    /** The attempts in the order in which they ended, at most {@value CallRecord#MAX_ATTEMPTS}. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** How many attempts there were, also those that are not kept. */
    public int attemptCount() {
        return attemptCount;
    }

    /** The time from the start of the call to its first token; absent when none came. */
    public Optional<Duration> timeToFirstToken() {
        return Optional.ofNullable(timeToFirstToken);
    }

    /** How long the call took, every attempt and pause included. */
    public Duration duration() {
        return duration;
    }

    @Override
    public String toString() {
        return "CallResult[" + outcome + ", " + provider + (model.isEmpty() ? "" : "/" + model) + ", " + usage + "]";
    }

    /** Sets how a call ended. Not thread-safe. */
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

        private Builder(CallContext context) {
            CallRecord record = context.record();
            profile = record.profile().orElse(null);
            attempts = record.attempts();
            attemptCount = record.attemptCount();
            timeToFirstToken = record.timeToFirstToken().orElse(null);
            duration = Duration.ofNanos(context.ticker().nanos() - context.startNanos());
            record.lastAsked().ifPresent(asked -> {
                provider = asked.provider();
                model = asked.model();
            });
            if (!attempts.isEmpty()) {
                Attempt last = attempts.get(attempts.size() - 1);
                usage = last.usage();
                usageEstimated = last.isUsageEstimated();
            }
        }

        /** It was answered. */
        public Builder answered(String answeredBy, String answeringModel, FinishReason why, Usage used) {
            outcome = OK;
            provider = answeredBy.isEmpty() ? provider : answeredBy;
            model = answeringModel.isEmpty() ? model : answeringModel;
            finishReason = why;
            usage = used;
            usageEstimated = false;
            return this;
        }

        /** It failed. */
        public Builder failed(LLMException failure) {
            outcome = failure instanceof LLMCancelledException
                    ? CANCELLED
                    : failure.code().value();
            reason = failure.reason().equals(FailureReason.OTHER)
                    ? null
                    : failure.reason().value();
            providerStatus = failure.providerStatus().orElse(null);
            failure.provider().filter(name -> provider.isEmpty()).ifPresent(name -> provider = name);
            return this;
        }

        /** Its caller left. */
        public Builder cancelled() {
            outcome = CANCELLED;
            return this;
        }

        /** The HTTP status the caller got. */
        public Builder httpStatus(int status) {
            httpStatus = OptionalInt.of(status);
            return this;
        }

        /** The result. */
        public CallResult build() {
            return new CallResult(this);
        }
    }
}
