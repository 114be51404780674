package dev.llmconnect;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Details of a failure beyond its message. Texts are redacted and truncated to {@value #MAX_TEXT} characters when set. Immutable
 * and thread-safe.
 */
public final class ErrorDetails implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Maximum length of a text taken from a provider's response, in characters. */
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

    /** Details with no values set. */
    public static ErrorDetails none() {
        return NONE;
    }

    /** Creates details with a provider and a reason only. */
    public static ErrorDetails of(String provider, FailureReason reason) {
        return builder().provider(provider).reason(reason).build();
    }

    /** Returns a builder with no values set and {@link FailureReason#OTHER}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The provider that failed. */
    public Optional<String> provider() {
        return Optional.ofNullable(provider);
    }

    /** HTTP status of the provider's response. */
    public Optional<Integer> providerStatus() {
        return Optional.ofNullable(providerStatus);
    }

    /** Error code of the provider, for example {@code context_length_exceeded}. */
    public Optional<String> providerCode() {
        return Optional.ofNullable(providerCode);
    }

    /** Error message of the provider. */
    public Optional<String> providerMessage() {
        return Optional.ofNullable(providerMessage);
    }

    /** Request field the provider rejected, by the provider's name, for example {@code messages[0].content}. */
    public Optional<String> providerParam() {
        return Optional.ofNullable(providerParam);
    }

    /** Provider's request id, for support requests. */
    public Optional<String> providerRequestId() {
        return Optional.ofNullable(providerRequestId);
    }

    /** Delay requested by the provider before the next request. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Provider-neutral reason of the failure. */
    public FailureReason reason() {
        return reason;
    }

    /** Whether the same request may succeed when retried: as stated by the provider, otherwise as implied by the reason. */
    public boolean isRetryable() {
        return retryable != null ? retryable : reason.isRetryable();
    }

    /** Builder of {@link ErrorDetails}. Not thread-safe. */
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

        /** Sets the provider that failed. Default: none. */
        public Builder provider(@Nullable String value) {
            provider = safe(value);
            return this;
        }

        /** Sets the HTTP status of the provider's response. Default: none. */
        public Builder providerStatus(@Nullable Integer value) {
            providerStatus = value;
            return this;
        }

        /** Sets the error code of the provider. Default: none. */
        public Builder providerCode(@Nullable String value) {
            providerCode = safe(value);
            return this;
        }

        /** Sets the error message of the provider. Default: none. */
        public Builder providerMessage(@Nullable String value) {
            providerMessage = safe(value);
            return this;
        }

        /** Sets the request field the provider rejected. Default: none. */
        public Builder providerParam(@Nullable String value) {
            providerParam = safe(value);
            return this;
        }

        /** Sets the provider's request id. Default: none. */
        public Builder providerRequestId(@Nullable String value) {
            providerRequestId = safe(value);
            return this;
        }

        /** Sets the delay requested by the provider. Default: none. */
        public Builder retryAfter(@Nullable Duration value) {
            retryAfter = value;
            return this;
        }

        /** Sets the reason. Default: {@link FailureReason#OTHER}. */
        public Builder reason(FailureReason value) {
            reason = value;
            return this;
        }

        /** Sets whether the request is retryable, where the provider states it. Default: as implied by the reason. */
        public Builder retryable(@Nullable Boolean value) {
            retryable = value;
            return this;
        }

        /** Creates the details. */
        public ErrorDetails build() {
            return new ErrorDetails(this);
        }

        private static @Nullable String safe(@Nullable String text) {
            return text == null ? null : Redactor.redact(text, MAX_TEXT);
        }
    }
}
