package dev.llmconnect;

import java.io.Serializable;

/**
 * Why a provider failed, in words that do not depend on the provider. A policy decides on it whether to ask again, ask somebody
 * else, or give up. An open set: a provider may use a word of its own.
 *
 * @param value the word
 */
public record FailureReason(String value) implements Serializable {
    /** The key is missing, wrong or expired. */
    public static final FailureReason AUTHENTICATION = new FailureReason("authentication");
    /** The key is valid but may not do this. */
    public static final FailureReason PERMISSION = new FailureReason("permission");
    /** The model or deployment does not exist. */
    public static final FailureReason NOT_FOUND = new FailureReason("not_found");
    /** The request itself is wrong; asking again cannot help. */
    public static final FailureReason INVALID_REQUEST = new FailureReason("invalid_request");
    /** The prompt does not fit into the model's context window. */
    public static final FailureReason CONTEXT_LENGTH = new FailureReason("context_length");
    /** The provider refused the content. */
    public static final FailureReason CONTENT_POLICY = new FailureReason("content_policy");
    /** Too many requests; it heals with time. */
    public static final FailureReason RATE_LIMIT = new FailureReason("rate_limit");
    /** The account has no money or quota left; time alone does not heal it. */
    public static final FailureReason QUOTA = new FailureReason("quota");
    /** The provider is overloaded or failed inside. */
    public static final FailureReason SERVER = new FailureReason("server");
    /** The provider could not be reached, or the connection broke before an answer. */
    public static final FailureReason CONNECTION = new FailureReason("connection");
    /** The answer ended before the provider said it ended. */
    public static final FailureReason TRUNCATED = new FailureReason("truncated");
    /** The answer was not what the provider's format allows. */
    public static final FailureReason MALFORMED = new FailureReason("malformed");
    /** The answer was larger than the limit. */
    public static final FailureReason TOO_LARGE = new FailureReason("too_large");
    /** Time ran out. */
    public static final FailureReason TIMEOUT = new FailureReason("timeout");
    /** Nobody was asked, since the circuit of the provider's model is open. */
    public static final FailureReason CIRCUIT_OPEN = new FailureReason("circuit_open");
    /** Nobody was asked, since as many calls as may run at once are running. */
    public static final FailureReason OVERLOADED = new FailureReason("overloaded");
    /** Anything else. */
    public static final FailureReason OTHER = new FailureReason("other");

    /** What an HTTP status says, where the provider's words say no more. */
    public static FailureReason ofStatus(int status) {
        return switch (status) {
            case 401, 407 -> AUTHENTICATION;
            case 402 -> QUOTA;
            case 403 -> PERMISSION;
            case 404 -> NOT_FOUND;
            case 408, 504, 524 -> TIMEOUT;
            case 409, 425 -> SERVER; // a conflict at the provider that heals, not a fault of the request
            case 429 -> RATE_LIMIT;
            case 501, 505 -> INVALID_REQUEST;
            default -> status >= 500 ? SERVER : status >= 400 ? INVALID_REQUEST : OTHER;
        };
    }

    /** Whether the same request may succeed when it is sent again. */
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
