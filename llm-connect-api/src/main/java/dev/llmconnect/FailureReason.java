package dev.llmconnect;

import java.io.Serializable;

/**
 * Provider-neutral reason of a failure; policies use it to retry, fall back or give up. An open set: a provider may define its
 * own reasons.
 *
 * @param value name of the reason, for example {@code rate_limit}
 */
public record FailureReason(String value) implements Serializable {
    /** The key is missing, invalid or expired. */
    public static final FailureReason AUTHENTICATION = new FailureReason("authentication");
    /** The key is valid but lacks the permission. */
    public static final FailureReason PERMISSION = new FailureReason("permission");
    /** The model or deployment does not exist. */
    public static final FailureReason NOT_FOUND = new FailureReason("not_found");
    /** The request is invalid. Not retryable. */
    public static final FailureReason INVALID_REQUEST = new FailureReason("invalid_request");
    /** The prompt does not fit into the model's context window. */
    public static final FailureReason CONTEXT_LENGTH = new FailureReason("context_length");
    /** The provider refused the content. */
    public static final FailureReason CONTENT_POLICY = new FailureReason("content_policy");
    /** Too many requests. Retryable: clears with time. */
    public static final FailureReason RATE_LIMIT = new FailureReason("rate_limit");
    /** The account has no credit or quota left. Not retryable: does not clear with time. */
    public static final FailureReason QUOTA = new FailureReason("quota");
    /** The provider is overloaded or failed internally. */
    public static final FailureReason SERVER = new FailureReason("server");
    /** The provider could not be reached, or the connection broke before a complete answer. */
    public static final FailureReason CONNECTION = new FailureReason("connection");
    /** The answer ended prematurely. */
    public static final FailureReason TRUNCATED = new FailureReason("truncated");
    /** The response does not conform to the provider's format. */
    public static final FailureReason MALFORMED = new FailureReason("malformed");
    /** The response exceeds the size limit. */
    public static final FailureReason TOO_LARGE = new FailureReason("too_large");
    /** A timeout elapsed. */
    public static final FailureReason TIMEOUT = new FailureReason("timeout");
    /** The circuit breaker of the provider's model is open; no request was sent. */
    public static final FailureReason CIRCUIT_OPEN = new FailureReason("circuit_open");
    /** The limit of concurrent calls is reached; no request was sent. */
    public static final FailureReason OVERLOADED = new FailureReason("overloaded");
    /** Any other reason. */
    public static final FailureReason OTHER = new FailureReason("other");

    /** Returns the reason implied by an HTTP status, for responses without a more specific error code. */
    public static FailureReason ofStatus(int status) {
        return switch (status) {
            case 401, 407 -> AUTHENTICATION;
            case 402 -> QUOTA;
            case 403 -> PERMISSION;
            case 404 -> NOT_FOUND;
            case 408, 504, 524 -> TIMEOUT;
            case 409, 425 -> SERVER; // a transient conflict at the provider, not an invalid request
            case 429 -> RATE_LIMIT;
            case 501, 505 -> INVALID_REQUEST;
            default -> status >= 500 ? SERVER : status >= 400 ? INVALID_REQUEST : OTHER;
        };
    }

    /** Whether the same request may succeed when retried. */
    public boolean isRetryable() {
        return equals(RATE_LIMIT)
                || equals(SERVER)
                || equals(CONNECTION)
                || equals(TRUNCATED)
                || equals(MALFORMED)
                || equals(TIMEOUT)
                || equals(CIRCUIT_OPEN)
                || equals(OVERLOADED);
    }

    @Override
    public String toString() {
        return value;
    }
}
