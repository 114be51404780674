package dev.llmconnect.server.internal.http;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.server.internal.http.Routes.Route;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one answer. The endpoint, the client's leaving, the overrun of the deadline and the end of the server race for
 * it; whoever comes first settles what the client gets and what the log says, and the others find it settled.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and that is noticed
final class Exchange {
    private static final Logger LOG = System.getLogger(Exchange.class.getName());
    /** The status in the log of a call whose client left before the answer; nginx's number for it. */
    private static final int CLIENT_GONE = 499;
    /** An adapter that minds its deadline answers within this after it. */
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
    private final Optional<Route> route;
    private final CallFacts facts = new CallFacts();
    private final Cancellation cancellation = new Cancellation();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
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
        id = parts.ids().choose(head.requestIds());
        route = parts.routes().find(head.method(), head.path());
    }

    String id() {
        return id;
    }

    RequestHead head() {
        return head;
    }

    boolean keepsAlive() {
        return keepAlive;
    }

    void keepAlive(boolean keep) {
        keepAlive = keep;
    }

    /** Why the request may not be answered, unless it names a key that may ask, or asks what everybody may. */
    Optional<HttpRefusal> unauthorized() {
        if (parts.apiKeys().isEmpty() || (route.isPresent() && route.get().isPublic())) {
            return Optional.empty();
        }
        Optional<String> caller = ApiKeyCheck.caller(head, parts.apiKeys());
        caller.ifPresent(facts::caller);
        return caller.isPresent() ? Optional.empty() : Optional.of(HttpRefusal.unauthorized());
    }

    /** Answers a request that was not read to its end. On the event loop. */
    void refuse(HttpRefusal refusal) {
        end(refusal, true);
    }

    /** Answers a complete request. On the event loop; what may block goes elsewhere. */
    void start(Body body) {
        startNanos = parts.ticker().nanos();
        if (route.isEmpty()) {
            end(parts.routes().refusal(head.method(), head.path()), false);
            return;
        }
        Endpoint endpoint = route.get().endpoint();
        Request request = new Request(id, head, body, startNanos, facts, cancellation, this::guard, this::failure);
        if (!route.get().isCall()) {
            end(answer(endpoint, request));
            return;
        }
        Optional<HttpRefusal> refusal = parts.gate().enter(this);
        if (refusal.isPresent()) {
            end(refusal.get(), false);
            return;
        }
        entered = true;
        try {
            parts.calls().execute(() -> run(endpoint, request));
        } catch (RejectedExecutionException e) {
            parts.gate().threadEnded();
            end(HttpRefusal.overloaded("the server is shutting down"), true);
        }
    }

    private void run(Endpoint endpoint, Request request) {
        try {
            Response response = answer(endpoint, request);
            if (response.stream().isPresent()) {
                stream(response, response.stream().get());
            } else {
                end(response);
            }
        } finally {
            parts.gate().threadEnded();
        }
    }

    private Response answer(Endpoint endpoint, Request request) {
        try {
            return endpoint.handle(request);
        } catch (Throwable e) {
            return errors().response(failure(e), id);
        }
    }

    private ErrorFormat errors() {
        return parts.routes().errors(head.path());
    }

    private void stream(Response response, StreamBody body) {
        // Also when somebody else was first: the body is to be written exactly once, and its first write will fail.
        boolean first = state.compareAndSet(State.OPEN, State.STREAMING);
        ChannelStream out = first ? connection.begin(this, response, body.ping()) : connection.unsent();
        boolean whole = false;
        try {
            body.writeTo(out);
            whole = true;
        } catch (Throwable e) {
            failure(e);
        }
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

    /** The client has taken its whole answer in. On the event loop. */
    void written() {
        settled();
    }

    /** The client has gone: whatever is still being done for it ends. On the event loop. */
    void clientGone() {
        State before = state.getAndSet(State.ENDED);
        if (before != State.ENDED) {
            facts.clientLeft();
            cancel();
            log(before == State.OPEN ? CLIENT_GONE : 200);
        }
        settled();
    }

    /** The server ends and waits no longer. */
    void shutDown() {
        LLMException reason = HttpRefusal.overloaded("the server is shutting down");
        stopReason = reason;
        end(reason, true);
        cancel();
    }

    private void settled() {
        if (entered) {
            parts.gate().settled(this);
        }
    }

    private void guard(Duration timeout) {
        guard = new Guard(timeout, startNanos + timeout.plus(GRACE).toNanos());
    }

    /** Ends the call if it has overrun its time, and did not end by itself. Called every now and then, on an event loop. */
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

    private void end(Response response) {
        if (state.compareAndSet(State.OPEN, State.ENDED)) {
            finish(response, false);
        }
    }

    /** The log comes first, so that whoever has the answer finds its line there, or a moment later where a thread writes it. */
    private void finish(Response response, boolean last) {
        log(response.status());
        connection.send(this, response, last);
    }

    private void log(int status) {
        if (route.isPresent() && route.get().isCall()) {
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

    /** Notes why the call failed, and says what the client may know of it. */
    private LLMException failure(Throwable e) {
        LLMException shown;
        LLMException reason = stopReason;
        if (e instanceof LLMException known) {
            // Who stopped the call knows better than what was stopped.
            shown = known instanceof LLMCancelledException && reason != null ? reason : known;
        } else {
            // What an adapter throws because it was cancelled is no news.
            Level level = cancellation.isCancelled() ? Level.DEBUG : Level.ERROR;
            LOG.log(level, () -> "call " + id + " failed inside: " + LogText.trace(e));
            shown = HttpRefusal.internal();
        }
        facts.failed(shown);
        return shown;
    }
}
