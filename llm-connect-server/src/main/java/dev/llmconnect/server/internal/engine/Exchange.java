package dev.llmconnect.server.internal.engine;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpHandler;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.StreamingBody;
import dev.llmconnect.server.internal.call.CallFacts;
import dev.llmconnect.server.internal.call.RequestAdapter;
import dev.llmconnect.server.internal.http.ApiKeyCheck;
import dev.llmconnect.server.internal.http.MatchedRoute;
import dev.llmconnect.server.internal.http.RequestHead;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import dev.llmconnect.server.internal.log.LogText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one response. The handler, the client's leaving, the deadline and the shutdown of the server race for it: the
 * first one decides what the client gets and what the call log says; the others find it decided.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, which is noticed
final class Exchange {
    private static final Logger LOG = System.getLogger(Exchange.class.getName());
    /** The status in the call log when the client left before the response: nginx's number for it. */
    private static final int CLIENT_GONE = 499;
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
    private final CallFacts facts = new CallFacts();
    private final Cancellation cancellation = new Cancellation();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private Optional<String> caller = Optional.empty();
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
        return head.values("Content-Encoding").stream().anyMatch(HeadCheck::isGzip);
    }

    boolean keepsAlive() {
        return keepAlive;
    }

    void keepAlive(boolean keep) {
        keepAlive = keep;
    }

    /** Rejects a request without a known key, unless its route requires none. Browsers send none with a preflight request. */
    Optional<RequestRejectedException> unauthorized() {
        boolean requiresKey = preflight.isEmpty() && (route.isEmpty() || route.get().route().requiresKey());
        if (parts.apiKeys().isEmpty() || !requiresKey) {
            return Optional.empty();
        }
        caller = ApiKeyCheck.caller(head, parts.apiKeys());
        caller.ifPresent(facts::caller);
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
            end(parts.routes().rejection(head.method(), head.path()), false);
            return;
        }
        HttpRequest request = request(route.get(), body);
        HttpHandler handler = route.get().route().handler();
        if (route.get().route().isImmediate()) {
            end(answer(handler, request));
            return;
        }
        Optional<RequestRejectedException> rejection = parts.gate().enter(this);
        if (rejection.isPresent()) {
            end(rejection.get(), false);
            return;
        }
        entered = true;
        try {
            parts.calls().execute(() -> run(handler, request));
        } catch (RejectedExecutionException e) {
            parts.gate().threadEnded();
            end(RequestRejectedException.overloaded("the server is shutting down"), true);
        }
    }

    private HttpRequest request(MatchedRoute matched, RequestBody body) {
        LLMAdapter adapter = new RequestAdapter(
                parts.adapter(), cancellation, facts, parts.limits().maxCallTime(), this::guard);
        return new ExchangeRequest(id, head, matched, caller, body, startNanos, cancellation, adapter);
    }

    private void run(HttpHandler handler, HttpRequest request) {
        try {
            HttpResponse response = answer(handler, request);
            if (response.stream().isPresent() && !head.isHead()) {
                stream(response, response.stream().get());
            } else {
                end(response);
            }
        } finally {
            parts.gate().threadEnded();
        }
    }

    private HttpResponse answer(HttpHandler handler, HttpRequest request) {
        try {
            return handler.handle(request);
        } catch (Throwable e) {
            return errors().response(failure(e), id);
        }
    }

    private ErrorFormat errors() {
        return parts.routes().errors(head.path());
    }

    private void stream(HttpResponse response, StreamingBody body) {
        ChannelOutput out = connection.open(this, response, body.ping());
        LLMException failure = null;
        try {
            body.writeTo(out);
            out.commit();
        } catch (Throwable e) {
            failure = failure(e);
        }
        if (failure != null && end(failure, false)) {
            out.end();
            return;
        }
        boolean whole = failure == null || finishAfter(failure, body, out);
        out.end();
        if (state.compareAndSet(State.STREAMING, State.ENDED)) {
            log(response.status());
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
            failure(e);
            return false;
        }
    }

    /** Claims the response for a stream, whose head is to be sent then; {@code false} when something else has ended it. */
    boolean commit() {
        return state.compareAndSet(State.OPEN, State.STREAMING);
    }

    /** The client has received its whole response. On the event loop. */
    void written() {
        answered();
    }

    /** The client has gone: whatever is still being done for it ends. On the event loop. */
    void clientGone() {
        State before = state.getAndSet(State.ENDED);
        if (before != State.ENDED) {
            facts.clientLeft();
            cancel();
            log(before == State.OPEN ? CLIENT_GONE : 200);
        }
        answered();
    }

    /** The server ends and waits no longer. */
    void shutDown() {
        LLMException reason = RequestRejectedException.overloaded("the server is shutting down");
        stopReason = reason;
        end(reason, true);
        cancel();
    }

    private void answered() {
        if (entered) {
            parts.gate().answered(this);
        }
    }

    private void guard(Duration timeout) {
        guard = new Guard(timeout, startNanos + timeout.plus(GRACE).toNanos());
    }

    /** Ends the call if it has overrun its deadline and its adapter has not ended it. Called at intervals, on an event loop. */
    void endOverrun(long nowNanos) {
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
        LLMTimeoutException failure = new LLMTimeoutException(
                "the call took longer than " + LLMException.shown(timeout) + ", and its adapter did not end it");
        stopReason = failure;
        if (state.get() == State.STREAMING) {
            facts.failed(failure);
            cancel();
        } else if (end(failure, false)) {
            cancel();
        }
    }

    private boolean end(LLMException failure, boolean last) {
        if (!state.compareAndSet(State.OPEN, State.ENDED)) {
            return false;
        }
        facts.failed(failure);
        finish(errors().response(failure, id), last);
        return true;
    }

    private void end(HttpResponse response) {
        if (state.compareAndSet(State.OPEN, State.ENDED)) {
            finish(response, false);
        }
    }

    /** The log comes first, so that a client that has its response finds the line in the log. */
    private void finish(HttpResponse response, boolean last) {
        log(response.status());
        connection.send(this, response, last);
    }

    private void log(int status) {
        if (route.isPresent() && route.get().route().isCall()) {
            parts.log().ended(id, head.path(), facts, status, parts.ticker().nanos() - startNanos);
        }
    }

    private void cancel() {
        try {
            parts.calls().execute(cancellation::cancel);
        } catch (RejectedExecutionException e) {
            cancellation.cancel();
        }
    }

    /** Records why the call failed; returns what the client may know of it. */
    private LLMException failure(Throwable e) {
        LLMException shown;
        LLMException reason = stopReason;
        if (e instanceof LLMException known && !known.code().equals(ErrorCode.INTERNAL_ERROR)) {
            // The reason for which the call was stopped says more than that it was stopped.
            shown = known instanceof LLMCancelledException && reason != null ? reason : known;
        } else {
            // Whatever an adapter throws because it was cancelled is expected.
            Level level = cancellation.isCancelled() ? Level.DEBUG : Level.ERROR;
            LOG.log(level, () -> "call " + id + " failed inside: " + LogText.trace(e));
            shown = RequestRejectedException.internal();
        }
        facts.failed(shown);
        return shown;
    }
}
