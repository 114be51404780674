package dev.llmconnect.server;

/**
 * A method, a pattern of paths, and what answers them. Immutable and thread-safe.
 *
 * <p>A pattern begins with {@code /} and is compared with the path segment by segment. A segment may hold one parameter:
 *
 * <ul>
 *   <li>{@code /models/{id}}: any text without a slash,
 *   <li>{@code /models/{model}:generateContent}: with text before or after it,
 *   <li>{@code /models/{id...}}: in the last segment, the rest of the path, slashes included.
 * </ul>
 *
 * A parameter is never empty. {@link HttpRequest#pathParameter} has its decoded value. {@code HEAD} is answered by the {@code GET}
 * route, without a body. A request without a matching pattern is {@code 404}, one whose method is not there {@code 405}.
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
    private final ErrorFormat errors;

    private HttpRoute(
            Kind kind, String method, String pattern, HttpHandler handler, boolean requiresKey, ErrorFormat errors) {
        this.kind = kind;
        this.method = method;
        this.pattern = pattern;
        this.handler = handler;
        this.requiresKey = requiresKey;
        this.errors = errors;
    }

    private HttpRoute(Kind kind, String method, String pattern, HttpHandler handler) {
        this(kind, method, pattern, handler, true, ErrorFormat.CONTRACT);
    }

    /**
     * An LLM call: runs on a thread of its own, counts towards {@link ServerLimits#maxConcurrentCalls()}, and has one line in the
     * call log, however it ends.
     */
    public static HttpRoute call(String method, String pattern, HttpHandler handler) {
        return new HttpRoute(Kind.CALL, method, pattern, handler);
    }

    /** May block: runs on a thread of its own and counts towards {@link ServerLimits#maxConcurrentCalls()}. */
    public static HttpRoute blocking(String method, String pattern, HttpHandler handler) {
        return new HttpRoute(Kind.BLOCKING, method, pattern, handler);
    }

    /**
     * Answers on the event loop, however many calls are running. Its handler must not block and cannot answer with a
     * {@link StreamingBody}.
     */
    public static HttpRoute immediate(String method, String pattern, HttpHandler handler) {
        return new HttpRoute(Kind.IMMEDIATE, method, pattern, handler);
    }

    /** This route for everybody, also where the server has {@link ApiKeys}; by default a route requires one of them. */
    public HttpRoute withoutKey() {
        return new HttpRoute(kind, method, pattern, handler, false, errors);
    }

    /** This route with errors in another format; {@link ErrorFormat#CONTRACT} by default. */
    public HttpRoute withErrors(ErrorFormat format) {
        return new HttpRoute(kind, method, pattern, handler, requiresKey, format);
    }

    /** The method, for example {@code POST}. */
    public String method() {
        return method;
    }

    /** The pattern of its paths. */
    public String pattern() {
        return pattern;
    }

    /** What answers. */
    public HttpHandler handler() {
        return handler;
    }

    /** Whether each request is an LLM call with a line in the call log. */
    public boolean isCall() {
        return kind == Kind.CALL;
    }

    /** Whether its handler answers on the event loop. */
    public boolean isImmediate() {
        return kind == Kind.IMMEDIATE;
    }

    /** Whether it requires a key where the server has {@link ApiKeys}. */
    public boolean requiresKey() {
        return requiresKey;
    }

    /** How its clients are told of failures. */
    public ErrorFormat errors() {
        return errors;
    }

    /** The method and the pattern. */
    @Override
    public String toString() {
        return method + " " + pattern;
    }
}
