package dev.llmconnect;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * Error code of the wire contract (sections 3 and 5) with its HTTP status and CLI exit code. The constants are the complete error
 * table.
 */
public final class ErrorCode implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Missing prompt, invalid JSON or invalid call configuration. */
    public static final ErrorCode INVALID_REQUEST = new ErrorCode("invalid_request", 400, 2);
    /** The server requires an API key, and the request has none or an unknown one. Addition to the contract's table. */
    public static final ErrorCode UNAUTHORIZED = new ErrorCode("unauthorized", 401, 4);
    /** The caller may not use this model or profile. Addition to the contract's table. */
    public static final ErrorCode FORBIDDEN = new ErrorCode("forbidden", 403, 4);
    /** Unknown path. */
    public static final ErrorCode NOT_FOUND = new ErrorCode("not_found", 404, 2);
    /** Known path, unsupported method. */
    public static final ErrorCode METHOD_NOT_ALLOWED = new ErrorCode("method_not_allowed", 405, 2);
    /** The request body exceeds the limit. */
    public static final ErrorCode REQUEST_TOO_LARGE = new ErrorCode("request_too_large", 413, 2);
    /** The provider's rate limit is exceeded, after retries. */
    public static final ErrorCode PROVIDER_RATE_LIMITED = new ErrorCode("provider_rate_limited", 429, 5);
    /** The caller's limit of calls or tokens is exceeded. Addition to the contract's table. */
    public static final ErrorCode RATE_LIMITED = new ErrorCode("rate_limited", 429, 5);
    /**
     * The call was cancelled before its answer was complete. Addition to the contract's table; 499 is also what gRPC's
     * {@code CANCELLED} becomes over HTTP, and no client sends such a request again by itself.
     */
    public static final ErrorCode CANCELLED = new ErrorCode("cancelled", 499, 6);
    /** In strict mode: the model name is not a profile. */
    public static final ErrorCode UNKNOWN_PROFILE = new ErrorCode("unknown_profile", 500, 3);
    /** Missing key, unknown provider or invalid profile definition. */
    public static final ErrorCode CONFIGURATION_ERROR = new ErrorCode("configuration_error", 500, 3);
    /** A budget or the depth limit would be exceeded. */
    public static final ErrorCode BUDGET_EXCEEDED = new ErrorCode("budget_exceeded", 500, 8);
    /** Any other adapter failure. */
    public static final ErrorCode LLM_ERROR = new ErrorCode("llm_error", 500, 6);
    /** An internal defect. */
    public static final ErrorCode INTERNAL_ERROR = new ErrorCode("internal_error", 500, 1);
    /** The provider returned an error or an unusable response, or could not be reached. */
    public static final ErrorCode PROVIDER_API_ERROR = new ErrorCode("provider_api_error", 502, 6);
    /** The concurrency limit is reached, or the server is shutting down. */
    public static final ErrorCode SERVER_OVERLOADED = new ErrorCode("server_overloaded", 503, 6);
    /** The deadline of the call has passed. */
    public static final ErrorCode PROVIDER_TIMEOUT = new ErrorCode("provider_timeout", 504, 7);

    private static final List<ErrorCode> ALL = List.of(
            INVALID_REQUEST,
            UNAUTHORIZED,
            FORBIDDEN,
            NOT_FOUND,
            METHOD_NOT_ALLOWED,
            REQUEST_TOO_LARGE,
            PROVIDER_RATE_LIMITED,
            RATE_LIMITED,
            CANCELLED,
            UNKNOWN_PROFILE,
            CONFIGURATION_ERROR,
            BUDGET_EXCEEDED,
            LLM_ERROR,
            INTERNAL_ERROR,
            PROVIDER_API_ERROR,
            SERVER_OVERLOADED,
            PROVIDER_TIMEOUT);

    private final String value;
    private final int httpStatus;
    private final int exitCode;

    private ErrorCode(String value, int httpStatus, int exitCode) {
        this.value = value;
        this.httpStatus = httpStatus;
        this.exitCode = exitCode;
    }

    /** All codes of the contract, in the order of its table. */
    public static List<ErrorCode> all() {
        return ALL;
    }

    /** Returns the code of this name. An unknown name is kept, with the status and exit code of {@link #LLM_ERROR}. */
    public static ErrorCode of(String value) {
        return ALL.stream()
                .filter(code -> code.value.equals(value))
                .findFirst()
                .orElseGet(() -> new ErrorCode(value, LLM_ERROR.httpStatus, LLM_ERROR.exitCode));
    }

    /** Name in the error JSON, for example {@code provider_api_error}. */
    public String value() {
        return value;
    }

    /** HTTP status of the error response. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Exit code of the command line. */
    public int exitCode() {
        return exitCode;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ErrorCode code && code.value.equals(value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
