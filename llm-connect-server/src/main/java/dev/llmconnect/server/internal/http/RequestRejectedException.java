package dev.llmconnect.server.internal.http;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMException;
import dev.llmconnect.Redactor;
import dev.llmconnect.formats.endpoint.HttpFailure;
import java.time.Duration;
import java.util.Map;

/** A request the server itself turns away, with the rows of the contract's error table that no adapter can reach. */
public final class RequestRejectedException extends LLMException implements HttpFailure {
    private static final long serialVersionUID = 1L;
    private static final int MAX_ECHO_LENGTH = 200;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final int status;
    private final transient Map<String, String> headers;

    private RequestRejectedException(
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
    public static RequestRejectedException badHttp(int status, String message) {
        return new RequestRejectedException(
                status, ErrorCode.INVALID_REQUEST, "InvalidRequestError", message, Map.of(), ErrorDetails.none());
    }

    /** A body in a content coding that is not supported, with those that are (RFC 9110, section 15.5.16). */
    public static RequestRejectedException unsupportedEncoding(String encoding) {
        return new RequestRejectedException(
                415,
                ErrorCode.INVALID_REQUEST,
                "InvalidRequestError",
                "the Content-Encoding `" + cut(encoding)
                        + "` is not supported; send the body with gzip or without an encoding",
                Map.of("Accept-Encoding", "gzip, identity"),
                ErrorDetails.none());
    }

    /** No key, or an unknown one. */
    public static RequestRejectedException unauthorized() {
        return of(
                ErrorCode.UNAUTHORIZED,
                "UnauthorizedError",
                "missing or unknown API key; send it in the header x-api-key, api-key or x-goog-api-key, or in Authorization"
                        + " with the scheme Bearer",
                Map.of("WWW-Authenticate", "Bearer"));
    }

    /** The key is known, or none is wanted, but this is not for it. */
    public static RequestRejectedException forbidden(String message) {
        return of(ErrorCode.FORBIDDEN, "ForbiddenError", message, Map.of());
    }

    /** Something that the path names is not there. */
    public static RequestRejectedException notFound(String message) {
        return of(ErrorCode.NOT_FOUND, "NotFoundError", message, Map.of());
    }

    public static RequestRejectedException notFound(String path, String known) {
        return of(
                ErrorCode.NOT_FOUND,
                "NotFoundError",
                "there is no endpoint " + cut(path) + "; endpoints: " + known,
                Map.of());
    }

    public static RequestRejectedException methodNotAllowed(String method, String path, String allowed) {
        return of(
                ErrorCode.METHOD_NOT_ALLOWED,
                "MethodNotAllowedError",
                path + " does not support " + cut(method) + "; allowed: " + allowed,
                Map.of("Allow", allowed));
    }

    /** A client that wants to speak another protocol on this connection (RFC 9110, section 15.5.22). */
    public static RequestRejectedException upgradeRequired(String path) {
        return new RequestRejectedException(
                426,
                ErrorCode.INVALID_REQUEST,
                "InvalidRequestError",
                cut(path) + " supports plain HTTP only, not WebSocket",
                Map.of("Upgrade", "HTTP/1.1"),
                ErrorDetails.none());
    }

    public static RequestRejectedException tooLarge(long limit) {
        return of(
                ErrorCode.REQUEST_TOO_LARGE,
                "RequestTooLargeError",
                "the body is larger than " + limit + " bytes",
                Map.of());
    }

    /** A body that would take more memory than all calls may take together. */
    public static RequestRejectedException tooManyValues(long values) {
        return of(
                ErrorCode.REQUEST_TOO_LARGE,
                "RequestTooLargeError",
                "the body with its " + values + " values takes more memory than the server has for all calls",
                Map.of());
    }

    public static RequestRejectedException overloaded(String message) {
        return new RequestRejectedException(
                ErrorCode.SERVER_OVERLOADED.httpStatus(),
                ErrorCode.SERVER_OVERLOADED,
                "ServerOverloadedError",
                message,
                Map.of(),
                ErrorDetails.builder().retryAfter(RETRY_AFTER).build());
    }

    /** A bug, here or in an adapter. What happened is for the log only. */
    public static RequestRejectedException internal() {
        return of(
                ErrorCode.INTERNAL_ERROR,
                "InternalError",
                "something went wrong inside the server; its log has the details under this request_id",
                Map.of());
    }

    private static RequestRejectedException of(
            ErrorCode code, String type, String message, Map<String, String> headers) {
        return new RequestRejectedException(code.httpStatus(), code, type, message, headers, ErrorDetails.none());
    }

    @Override
    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    private static String cut(String text) {
        return Redactor.redact(text, MAX_ECHO_LENGTH);
    }
}
