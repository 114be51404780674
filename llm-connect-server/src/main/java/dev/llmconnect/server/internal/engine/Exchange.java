package dev.llmconnect.server.internal.engine;

import dev.llmconnect.AttemptInfo;
import dev.llmconnect.CallContext;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallRecord;
import dev.llmconnect.Cancellation;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.server.CallerIdentity;
import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpHandler;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.RateLimit;
import dev.llmconnect.server.StreamingBody;
import dev.llmconnect.server.internal.call.CallHeaders;
import dev.llmconnect.server.internal.call.RequestAdapter;
import dev.llmconnect.server.internal.call.ServerCall;
import dev.llmconnect.server.internal.http.ApiKeyCheck;
import dev.llmconnect.server.internal.http.MatchedRoute;
import dev.llmconnect.server.internal.http.RequestHead;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import dev.llmconnect.server.internal.log.LogText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one response. The handler, the client's leaving, the deadline and the shutdown of the server race for it: the
 * first one decides what the client gets and what the call log says; the others find it decided.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, which is noticed
final class Exchange {
    private static final Logger LOG = System.getLogger(Exchange.class.getName());
    /** The status in the call log when the client left before the response: nginx's number for it. */
    private static final int CLIENT_GONE = ErrorCode.CANCELLED.httpStatus();
    /** An adapter that respects its deadline answers within this time after it. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** When the engine ends a call by itself. */
    private record Guard(Duration timeout, long atNanos) {}

    private enum State {
        OPEN,
        STREAMING,
        ENDED
    }

    private final Connection connection;
    private final EngineParts parts;
    private final RequestHead head;
    private final String id;
    private final Optional<MatchedRoute> route;
    private final Optional<HttpResponse> preflight;
    private final Cancellation cancellation = new Cancellation();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    /** The response has been received, and the call reported: the gate waits for both. */
    private final AtomicInteger unfinished = new AtomicInteger(2);

    private Optional<CallerIdentity> caller = Optional.empty();
    /** From the end of the request on. */
    private @Nullable ServerCall call;

    private long startNanos;
    private boolean keepAlive;
    private boolean entered;
    private volatile @Nullable Guard guard;
    private volatile @Nullable LLMException stopReason;

    Exchange(Connection connection, EngineParts parts, RequestHead head) {
        this.connection = connection;
        this.parts = parts;
        this.head = head;
        startNanos = parts.ticker().nanos();
        keepAlive = head.keepsAlive();
        id = parts.ids().choose(head.values("X-Request-Id"));
        route = parts.routes().find(head.method(), head.path());
        preflight = parts.origins().preflight(head);
    }

    String id() {
        return id;
    }

    RequestHead head() {
        return head;
    }

    /** The headers that let a page of an allowed origin read the response. */
    Map<String, String> corsHeaders() {
        return parts.origins().corsHeaders(head);
    }

    /** Whether the body is compressed; {@link HeadCheck} admits no other coding. */
    boolean isGzip() {
        for (String coding : head.values("Content-Encoding")) {
            if (HeadCheck.isGzip(coding)) {
                return true;
            }
        }
        return false;
    }

    boolean keepsAlive() {
        return keepAlive;
    }

    void keepAlive(boolean keep) {
        keepAlive = keep;
    }

    /** Rejects a request without a known key or client certificate, unless its route requires none. Browsers send none with a preflight request. */
    Optional<RequestRejectedException> unauthorized() {
        boolean requiresKey =
                preflight.isEmpty() && (route.isEmpty() || route.get().route().requiresKey());
        boolean hasCertificate = parts.tls() != null && parts.tls().authenticatesClients();
        if (!requiresKey || (parts.apiKeys().isEmpty() && !hasCertificate)) {
            return Optional.empty();
        }
        caller = ApiKeyCheck.caller(
                head, route.flatMap(matched -> matched.route().keyParameter()), parts.apiKeys());
        if (caller.isEmpty() && hasCertificate) {
            caller = connection
                    .certificateName()
                    .flatMap(parts.apiKeys()::callerOfCertificate)
                    .map(CallerIdentity::of);
        }
        return caller.isPresent() ? Optional.empty() : Optional.of(RequestRejectedException.unauthorized());
    }

    /** Answers a request that was not read to its end. On the event loop. */
    void reject(RequestRejectedException rejection) {
        end(rejection, true);
    }

    /** Answers a complete request. On the event loop; what may block runs elsewhere. */
    void start(RequestBody body) {
        startNanos = parts.ticker().nanos();
        if (preflight.isPresent()) {
            end(preflight.get());
            return;
        }
        if (route.isEmpty()) {
            end(parts.routes().rejection(head), false);
            return;
        }
        ServerCall started;
        try {
            started = newCall(!route.get().route().isImmediate());
        } catch (LLMException e) {
            end(e, false);
            return;
        }
        call = started;
        HttpRequest request = request(route.get(), body, started);
        HttpHandler handler = route.get().route().handler();
        if (route.get().route().isImmediate()) {
            try (body) {
                answer(handler, request).ifPresent(this::end);
            }
            return;
        }
        Optional<RequestRejectedException> rejection = parts.gate().enter(this, isCounted());
        if (rejection.isPresent()) {
            end(rejection.get(), false);
            return;
        }
        entered = true;
        cancellation.onCancel(this::cancelledHere);
        try {
            Executor executor = body.isLarge() ? parts.largeCalls() : parts.calls();
            executor.execute(() -> {
                try (body) {
                    body.during(() -> run(handler, request, started));
                }
            });
        } catch (RejectedExecutionException e) {
            notRun(started, "the server is shutting down");
        } catch (OutOfMemoryError e) {
            // What Thread.start() throws when the system has no thread to give.
            LOG.log(Level.WARNING, "no thread is available for a call: {0}", e.getMessage());
            notRun(started, "no thread is available for the call");
        }
    }

    private boolean isCounted() {
        return route.isEmpty() || route.get().route().isCounted();
    }

    private void notRun(ServerCall started, String reason) {
        parts.gate().threadEnded(isCounted());
        end(RequestRejectedException.overloaded(reason), true);
        report(started);
    }

    /** @param withHeaders whether the headers are read, which fails when one is malformed */
    private ServerCall newCall(boolean withHeaders) {
        CallContext.Builder context = CallContext.builder()
                .requestId(id)
                .endpoint(route.map(matched -> matched.route().pattern()).orElseGet(head::path))
                .caller(caller.map(CallerIdentity::name).orElse(null))
                .permittedModels(caller.flatMap(CallerIdentity::models).orElse(null))
                .cancellation(cancellation)
                .ticker(parts.ticker())
                .startNanos(startNanos)
                .observer(parts.observer());
        if (withHeaders) {
            CallHeaders.read(head, caller.map(CallerIdentity::tags).orElse(Map.of()), context);
        }
        return new ServerCall(context.build().begin());
    }

    private HttpRequest request(MatchedRoute matched, RequestBody body, ServerCall started) {
        LLMAdapter adapter =
                new RequestAdapter(parts.adapter(), started, parts.limits().maxCallTime(), this::guard);
        return new ExchangeRequest(head, matched, body, started.context(), adapter);
    }

    private void run(HttpHandler handler, HttpRequest request, ServerCall running) {
        try {
            answer(handler, request).ifPresent(response -> {
                if (response.stream().isPresent() && !head.isHead()) {
                    stream(response, response.stream().get(), running);
                } else {
                    end(response);
                }
            });
        } finally {
            report(running);
            parts.gate().threadEnded(isCounted());
        }
    }

    /** The handler's response; empty when it failed, which has been answered then. */
    private Optional<HttpResponse> answer(HttpHandler handler, HttpRequest request) {
        try {
            HttpResponse response = handler.handle(request);
            if (response.stream().isPresent() && !entered) {
                throw new IllegalStateException("the handler of an immediate route cannot stream");
            }
            return Optional.of(response);
        } catch (Throwable e) {
            end(shown(e), false);
            return Optional.empty();
        }
    }

    private void stream(HttpResponse response, StreamingBody body, ServerCall running) {
        ChannelOutput out = connection.open(this, response, body.ping());
        LLMException failure = null;
        try {
            body.writeTo(out);
            out.commit();
        } catch (Throwable e) {
            failure = shown(e);
        }
        if (failure != null && end(failure, false)) {
            out.end();
            return;
        }
        if (failure != null && connection.isOpen()) {
            // Before the client is told, so that its leaving then changes nothing.
            running.failed(failure, response.status());
        }
        boolean whole = failure == null || finishAfter(failure, body, out);
        out.end();
        if (state.compareAndSet(State.STREAMING, State.ENDED)) {
            if (connection.isOpen()) {
                running.succeeded(response.status());
            } else {
                running.cancelled(response.status());
            }
            if (whole) {
                connection.end(this);
            } else {
                connection.cutSoon();
            }
        }
    }

    /** Tells the client of a failure after the head; {@code false} when the response cannot end like a whole one. */
    private boolean finishAfter(LLMException failure, StreamingBody body, ChannelOutput out) {
        try {
            out.write(body.failure(failure));
            return body.endsCleanlyAfterFailure();
        } catch (Throwable e) {
            shown(e);
            return false;
        }
    }

    /** Claims the response for a stream, whose head is to be sent then; {@code false} when something else has ended it. */
    boolean commit() {
        return state.compareAndSet(State.OPEN, State.STREAMING);
    }

    /** The client has received its whole response. On the event loop. */
    void written() {
        finished();
    }

    /** The client has gone: whatever is still being done for it ends. On the event loop. */
    void clientGone() {
        State before = state.getAndSet(State.ENDED);
        if (before != State.ENDED) {
            ServerCall left = current();
            left.cancelled(before == State.OPEN ? CLIENT_GONE : 200);
            cancel();
            reportUnlessRunning(left);
        }
        finished();
    }

    /** The server ends and waits no longer. */
    void shutDown() {
        LLMException reason = RequestRejectedException.overloaded("the server is shutting down");
        stopReason = reason;
        end(reason, true);
        cancel();
    }

    /** Something here cancels the call, such as an operator, and not its client, its deadline or the shutdown, which end it first. */
    private void cancelledHere() {
        if (stopReason != null || state.get() == State.ENDED) {
            return;
        }
        LLMException reason = new LLMCancelledException("the call was cancelled at the server");
        stopReason = reason;
        if (!end(reason, false)) {
            // The stream tells its client; one that does not end is cut.
            guard = new Guard(Duration.ZERO, parts.ticker().nanos() + GRACE.toNanos());
        }
    }

    private void finished() {
        if (unfinished.decrementAndGet() == 0 && entered) {
            parts.gate().answered(this);
        }
    }

    private void guard(Duration timeout) {
        guard = new Guard(timeout, startNanos + timeout.plus(GRACE).toNanos());
    }

    /**
     * Ends the call if it has overrun its deadline and its adapter has not ended it; reports it if it has ended and its adapter still
     * works. Called at intervals, on an event loop.
     */
    void sweep(long nowNanos) {
        ServerCall running = call;
        if (running != null && running.isOverdue(nowNanos, GRACE.toNanos())) {
            report(running);
        }
        Guard passed = guard;
        if (passed == null || nowNanos - passed.atNanos < 0) {
            return;
        }
        if (stopReason == null) {
            overrun(passed.timeout);
            guard = new Guard(passed.timeout, nowNanos + GRACE.toNanos());
        } else if (state.get() == State.STREAMING) {
            connection.cut();
        }
    }

    private void overrun(Duration timeout) {
        ServerCall running = call;
        LLMTimeoutException failure = new LLMTimeoutException("the call took longer than "
                + LLMException.formatDuration(timeout) + ", and its adapter did not end it" + asked(running));
        stopReason = failure;
        if (state.get() == State.STREAMING && running != null) {
            running.failed(failure, 200);
            cancel();
        } else if (end(failure, false)) {
            cancel();
        }
    }

    /** Who was asked, so that an adapter which blocks is named: its provider, else the model that the request names. */
    private static String asked(@Nullable ServerCall running) {
        if (running == null) {
            return "";
        }
        CallRecord record = running.context().record();
        String asked = record.lastAttempt()
                .map(AttemptInfo::provider)
                .or(() -> record.info().map(CallInfo::model))
                .orElse("");
        return asked.isEmpty() ? "" : "; asked was " + LogText.line(asked);
    }

    private boolean end(LLMException failure, boolean last) {
        if (!state.compareAndSet(State.OPEN, State.ENDED)) {
            return false;
        }
        HttpResponse response = errorResponse(failure);
        ServerCall failed = ended(response.status(), (ended, status) -> ended.failed(failure, status));
        finish(response, last, failed);
        return true;
    }

    /** A response of a caller with limits tells what is left of them. */
    HttpResponse withRateLimits(HttpResponse response) {
        if (caller.isEmpty() || route.isEmpty() || !route.get().route().isCall()) {
            return response;
        }
        List<RateLimit> limits = parts.rateLimits().limitsOf(caller.get().name());
        HttpResponse complete = response;
        if (!limits.isEmpty()) {
            Map<String, String> headers = route.get().route().errors().rateLimitHeaders(limits);
            for (Map.Entry<String, String> header : headers.entrySet()) {
                complete = complete.withHeader(header.getKey(), header.getValue());
            }
        }
        return complete;
    }

    private HttpResponse errorResponse(LLMException failure) {
        try {
            return parts.routes().errors(head.method(), head.path()).response(failure, id);
        } catch (Throwable e) {
            return ErrorFormat.CONTRACT.response(shown(e), id);
        }
    }

    private void end(HttpResponse response) {
        if (state.compareAndSet(State.OPEN, State.ENDED)) {
            finish(response, false, ended(response.status(), ServerCall::succeeded));
        }
    }

    /**
     * Decides the outcome of the call, which exists from here on. A client whose connection is closed has left, also where the event
     * that tells so has not come yet.
     */
    private ServerCall ended(int status, ObjIntConsumer<ServerCall> outcome) {
        ServerCall ended = current();
        if (connection.isOpen()) {
            outcome.accept(ended, status);
        } else {
            ended.cancelled(CLIENT_GONE);
        }
        return ended;
    }

    private ServerCall current() {
        ServerCall current = call;
        if (current == null) {
            current = newCall(false);
            call = current;
        }
        return current;
    }

    private void finish(HttpResponse response, boolean last, ServerCall ended) {
        reportUnlessRunning(ended);
        connection.send(this, response, last);
    }

    /** A call that has a thread is reported when the thread ends, or by {@link #sweep}: until then its attempts may not have ended. */
    private void reportUnlessRunning(ServerCall ended) {
        if (!entered) {
            report(ended);
        }
    }

    private void report(ServerCall ended) {
        boolean isCall = route.isPresent() && route.get().route().isCall();
        if (ended.report(isCall)) {
            finished();
        }
    }

    private void cancel() {
        try {
            parts.calls().execute(cancellation::cancel);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The engine closes, or the system has no thread to give.
            cancellation.cancel();
        }
    }

    /** What a client may know of a failure. */
    private LLMException shown(Throwable e) {
        LLMException reason = stopReason;
        if (e instanceof LLMException known && !known.code().equals(ErrorCode.INTERNAL_ERROR)) {
            // The reason for which the call was stopped says more than that it was stopped.
            return known instanceof LLMCancelledException && reason != null ? reason : known;
        }
        if (reason != null) {
            // Whatever an adapter throws because it was cancelled is expected.
            LOG.log(Level.DEBUG, () -> "call " + id + " failed after it was stopped: " + LogText.trace(e));
            return reason;
        }
        Level level = cancellation.isCancelled() ? Level.DEBUG : Level.ERROR;
        LOG.log(level, () -> "call " + id + " failed with an internal error: " + LogText.trace(e));
        return RequestRejectedException.internal();
    }
}
