package dev.llmconnect;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a failure beyond its message. Immutable. Every text is redacted and cut to {@value #MAX_TEXT} characters
 * when it is set.
 */
public final class ErrorDetails implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The longest text that is kept of a provider's answer, in characters. */
    public static final int MAX_TEXT = 2000;

    private static final ErrorDetails NONE = builder().build();

    private final @Nullable String provider;
    private final @Nullable Integer providerStatus;
    private final @Nullable String providerCode;
    private final @Nullable String providerMessage;
    private final @Nullable String providerParam;
    private final @Nullable String providerRequestId;
    private final @Nullable Duration retryAfter;
    private final FailureReason reason;
    private final @Nullable Boolean retryable;

    private ErrorDetails(Builder builder) {
        provider = builder.provider;
        providerStatus = builder.providerStatus;
        providerCode = builder.providerCode;
        providerMessage = builder.providerMessage;
        providerParam = builder.providerParam;
        providerRequestId = builder.providerRequestId;
        retryAfter = builder.retryAfter;
        reason = builder.reason;
        retryable = builder.retryable;
    }

    /** Nothing known. */
    public static ErrorDetails none() {
        return NONE;
    }

    /** Who failed and why, and nothing more. */
    public static ErrorDetails of(String provider, FailureReason reason) {
        return builder().provider(provider).reason(reason).build();
    }

    /** Starts with nothing known and {@link FailureReason#OTHER}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The provider that failed. */
    public Optional<String> provider() {
        return Optional.ofNullable(provider);
    }

    /** The HTTP status the provider answered with. */
    public Optional<Integer> providerStatus() {
        return Optional.ofNullable(providerStatus);
    }

    /** The provider's own word for the error, for example {@code context_length_exceeded}. */
    public Optional<String> providerCode() {
        return Optional.ofNullable(providerCode);
    }

    /** The provider's own message. */
    public Optional<String> providerMessage() {
        return Optional.ofNullable(providerMessage);
    }

    /** The field of the request that the provider finds wrong, by its own name, for example {@code messages[0].content}. */
    public Optional<String> providerParam() {
        return Optional.ofNullable(providerParam);
    }

    /** The provider's id of the request, to ask its support about. */
    public Optional<String> providerRequestId() {
        return Optional.ofNullable(providerRequestId);
    }

    /** How long the provider asked to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Why it failed. */
    public FailureReason reason() {
        return reason;
    }

    /** Whether the same request may succeed when it is sent again: as the provider said, else as the reason implies. */
    public boolean isRetryable() {
        return retryable != null ? retryable : reason.isRetryable();
    }

    /** Collects the details of one failure. Not thread-safe. */
    public static final class Builder {
        private @Nullable String provider;
        private @Nullable Integer providerStatus;
        private @Nullable String providerCode;
        private @Nullable String providerMessage;
        private @Nullable String providerParam;
        private @Nullable String providerRequestId;
        private @Nullable Duration retryAfter;
        private FailureReason reason = FailureReason.OTHER;
        private @Nullable Boolean retryable;

        private Builder() {}

        /** The provider that failed. */
        public Builder provider(@Nullable String value) {
            provider = value;
            return this;
        }

        /** The HTTP status the provider answered with. */
        public Builder providerStatus(@Nullable Integer value) {
            providerStatus = value;
            return this;
        }

        /** The provider's own word for the error. */
        public Builder providerCode(@Nullable String value) {
            providerCode = safe(value);
            return this;
        }

        /** The provider's own message. */
        public Builder providerMessage(@Nullable String value) {
            providerMessage = safe(value);
            return this;
        }

        /** The field of the request that the provider finds wrong. */
        public Builder providerParam(@Nullable String value) {
            providerParam = safe(value);
            return this;
        }

        /** The provider's id of the request. */
        public Builder providerRequestId(@Nullable String value) {
            providerRequestId = safe(value);
            return this;
        }

        /** How long the provider asked to wait. */
        public Builder retryAfter(@Nullable Duration value) {
            retryAfter = value;
            return this;
        }

        /** Why it failed. */
        public Builder reason(FailureReason value) {
            reason = value;
            return this;
        }

        /** Overrides what the reason implies, where the provider says whether to ask again. */
        public Builder retryable(@Nullable Boolean value) {
            retryable = value;
            return this;
        }

        /** The details. */
        public ErrorDetails build() {
            return new ErrorDetails(this);
        }

        private static @Nullable String safe(@Nullable String text) {
            return text == null ? null : Redactor.redact(text, MAX_TEXT);
        }
    }
}
