package dev.llmconnect.providers.aws;

import dev.llmconnect.FailureReason;
import org.jspecify.annotations.Nullable;

/** Why a source gives no credentials. The message never shows a credential. */
final class NoCredentialsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient FailureReason reason;
    private final @Nullable Integer status;

    /**
     * A failure.
     *
     * @param status the HTTP status of an endpoint that refused, else {@code null}
     */
    NoCredentialsException(String message, FailureReason reason, @Nullable Integer status) {
        super(message);
        this.reason = reason;
        this.status = status;
    }

    /** A source that is set up wrongly, or not signed in to. */
    static NoCredentialsException unusable(String message) {
        return new NoCredentialsException(message, FailureReason.AUTHENTICATION, null);
    }

    FailureReason reason() {
        return reason;
    }

    @Nullable
    Integer status() {
        return status;
    }
}
