package dev.llmconnect.server.internal.http;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMException;
import java.time.Duration;
import java.util.Map;

/** A request the server itself turns away, with the rows of the contract's error table that no adapter can reach. */
final class HttpRefusal extends LLMException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_ECHO = 200;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final int status;
    private final transient Map<String, String> headers;

    private HttpRefusal(
            int status,
            ErrorCode code,
            String type,
            String message,
            Map<String, String> headers,
            ErrorDetails details) {
        super(code, type, message, null, details);
        this.status = status;
        this.headers = headers;
    }

    /** Bad HTTP, with the status that names the fault. The contract's code for all of it is {@code invalid_request}. */
    static HttpRefusal badHttp(int status, String message) {
        return new HttpRefusal(
                status, ErrorCode.INVALID_REQUEST, "InvalidRequestError", message, Map.of(), ErrorDetails.none());
    }

    static HttpRefusal unauthorized() {
        return of(
                ErrorCode.UNAUTHORIZED,
                "UnauthorizedError",
                "this server wants an API key that it knows, as `Authorization: Bearer KEY` or `x-api-key: KEY`",
                Map.of("WWW-Authenticate", "Bearer"));
    }

    static HttpRefusal notFound(String path, String known) {
        return of(
                ErrorCode.NOT_FOUND, "NotFoundError", "there is no " + cut(path) + " here; known: " + known, Map.of());
    }

    static HttpRefusal methodNotAllowed(String method, String path, String allowed) {
        return of(
                ErrorCode.METHOD_NOT_ALLOWED,
                "MethodNotAllowedError",
                path + " does not take " + cut(method) + "; allowed: " + allowed,
                Map.of("Allow", allowed));
    }

    static HttpRefusal tooLarge(long limit) {
        return of(
                ErrorCode.REQUEST_TOO_LARGE,
                "RequestTooLargeError",
                "the body is larger than " + limit + " bytes",
                Map.of());
    }

    static HttpRefusal overloaded(String message) {
        return new HttpRefusal(
                ErrorCode.SERVER_OVERLOADED.httpStatus(),
                ErrorCode.SERVER_OVERLOADED,
                "ServerOverloadedError",
                message,
                Map.of(),
                ErrorDetails.builder().retryAfter(RETRY_AFTER).build());
    }

    /** A bug, here or in an adapter. What happened is for the log only. */
    static HttpRefusal internal() {
        return of(
                ErrorCode.INTERNAL_ERROR,
                "InternalError",
                "something went wrong inside the server; its log has the details under this request_id",
                Map.of());
    }

    private static HttpRefusal of(ErrorCode code, String type, String message, Map<String, String> headers) {
        return new HttpRefusal(code.httpStatus(), code, type, message, headers, ErrorDetails.none());
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    private static String cut(String text) {
        return text.length() > LONGEST_ECHO ? text.substring(0, LONGEST_ECHO) + "…" : text;
    }
}
