package dev.llmconnect.server;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A route: method, path pattern and handler. Immutable and thread-safe.
 *
 * <p>A pattern starts with {@code /} and matches the path segment by segment. A segment may contain one parameter:
 * <ul>
 * <li>{@code /models/{id}}: any text without a slash,
 * <li>{@code /models/{model}:generateContent}: with text before or after it,
 * <li>{@code /models/{id...}}: in the last segment, the rest of the path including slashes.
 * </ul>
 * Parameters are never empty; {@link HttpRequest#pathParameter} returns the decoded value. {@code HEAD} is handled by the
 * {@code GET} route, without a body. A request whose path matches no pattern is {@code 404}; one whose method is not supported is
 * {@code 405}.
 */
public final class HttpRoute {
    private enum Kind {
        CALL,
        BLOCKING,
        IMMEDIATE
    }

    private final Kind kind;
    private final String method;
    private final String pattern;
    private final HttpHandler handler;
    private final boolean requiresKey;
    private final boolean counted;
    private final ErrorFormat errors;
    private final @Nullable String keyParameter;
    private final @Nullable Supplier<RouteDescription> description;

    private HttpRoute(
            Kind kind,
            String method,
            String pattern,
            HttpHandler handler,
            boolean requiresKey,
            boolean counted,
            ErrorFormat errors,
            @Nullable String keyParameter,
            @Nullable Supplier<RouteDescription> description) {
        this.kind = kind;
        this.method = method;
        this.pattern = pattern;
        this.handler = handler;
        this.requiresKey = requiresKey;
        this.counted = counted;
        this.errors = errors;
        this.keyParameter = keyParameter;
        this.description = description;
    }

    private HttpRoute(Kind kind, String method, String pattern, HttpHandler handler) {
        this(kind, method, pattern, handler, true, kind != Kind.IMMEDIATE, ErrorFormat.CONTRACT, null, null);
    }

    /**
     * Creates a route of LLM calls. Runs on its own thread, counts towards {@link ServerLimits#maxConcurrentCalls()} and is
     * logged as one line per call.
     */
    public static HttpRoute call(String method, String pattern, HttpHandler handler) {
        return new HttpRoute(Kind.CALL, method, pattern, handler);
    }

    /**
     * Creates a route whose handler may block. Runs on its own thread and counts towards
     * {@link ServerLimits#maxConcurrentCalls()}.
     */
    public static HttpRoute blocking(String method, String pattern, HttpHandler handler) {
        return new HttpRoute(Kind.BLOCKING, method, pattern, handler);
    }

    /**
     * Creates a route that is handled on the event loop, regardless of the number of running calls. The handler must not block
     * and cannot return a {@link StreamingBody}.
     */
    public static HttpRoute immediate(String method, String pattern, HttpHandler handler) {
        return new HttpRoute(Kind.IMMEDIATE, method, pattern, handler);
    }

    /** Returns a copy that requires no key. Default: a key is required if the server has {@link ApiKeys}. */
    public HttpRoute withoutKey() {
        return new HttpRoute(kind, method, pattern, handler, false, counted, errors, keyParameter, description);
    }

    /**
     * Returns a copy that does not count towards {@link ServerLimits#maxConcurrentCalls()}, so that operators get an answer from a server
     * that is at its limit.
     */
    public HttpRoute uncounted() {
        return new HttpRoute(kind, method, pattern, handler, requiresKey, false, errors, keyParameter, description);
    }

    /**
     * Returns a copy that also accepts the caller's key in a query parameter, for clients that know no other place. Default: headers
     * only.
     */
    public HttpRoute withKeyParameter(String name) {
        return new HttpRoute(kind, method, pattern, handler, requiresKey, counted, errors, name, description);
    }

    /** Returns a copy with another error format. Default: {@link ErrorFormat#CONTRACT}. */
    public HttpRoute withErrors(ErrorFormat format) {
        return new HttpRoute(kind, method, pattern, handler, requiresKey, counted, format, keyParameter, description);
    }

    /** Returns a copy with what {@code GET /openapi.json} says of it, asked for only then. Default: its method and pattern. */
    public HttpRoute describedAs(Supplier<RouteDescription> text) {
        return new HttpRoute(kind, method, pattern, handler, requiresKey, counted, errors, keyParameter, text);
    }

    /** HTTP method, for example {@code POST}. */
    public String method() {
        return method;
    }

    /** Path pattern. */
    public String pattern() {
        return pattern;
    }

    /** Handler of the route. */
    public HttpHandler handler() {
        return handler;
    }

    /** Whether each request is an LLM call with a line in the call log. */
    public boolean isCall() {
        return kind == Kind.CALL;
    }

    /** Whether the handler runs on the event loop. */
    public boolean isImmediate() {
        return kind == Kind.IMMEDIATE;
    }

    /** Whether a key is required if the server has {@link ApiKeys}. */
    public boolean requiresKey() {
        return requiresKey;
    }

    /** Whether requests count towards {@link ServerLimits#maxConcurrentCalls()}. */
    public boolean isCounted() {
        return counted;
    }

    /** Format of error responses. */
    public ErrorFormat errors() {
        return errors;
    }

    /** Query parameter in which the caller's key is accepted beside the headers; empty for none. */
    public Optional<String> keyParameter() {
        return Optional.ofNullable(keyParameter);
    }

    /** What it takes and answers; absent when nobody has described it. */
    public Optional<RouteDescription> description() {
        return Optional.ofNullable(description).map(Supplier::get);
    }

    /** Returns the method and the pattern. */
    @Override
    public String toString() {
        return method + " " + pattern;
    }
}
