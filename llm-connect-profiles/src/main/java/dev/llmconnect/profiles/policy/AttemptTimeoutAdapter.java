package dev.llmconnect.profiles.policy;

import dev.llmconnect.Attempt;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ForwardingStream;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ends an attempt that takes too long or in which the provider is silent for too long, while there is still time for another one.
 *
 * <p>Configured limits always hold. Where a call can go elsewhere, limits that are not configured are those of {@link LatencyTracker},
 * and the route has no more than its share of the time. A stream whose first token has been handed out can go nowhere; it is given up
 * after {@link #STREAM_IDLE_TIMEOUT} of silence.
 *
 * <p>Only what the model says is a sign of life: text, reasoning, a refusal, a tool call. What a server says before it or in between
 * (comments, pings, the chunk with the role) is not, since it also comes while the model does nothing.
 *
 * <p>Where silence is limited, a unary call is asked as a stream too, so that silence can be told from work; its answer is the stream's
 * {@link LLMStream#response()}. Where the adapter cannot stream, or the provider refuses to, it is asked as it came, and only its whole
 * answer is a sign of life. The time a reader takes between two events does not count. Thread-safe.
 */
public final class AttemptTimeoutAdapter extends ForwardingAdapter {
    /** The longest silence between two tokens of a stream that has been handed out, where none is configured: 2 min. */
    public static final Duration STREAM_IDLE_TIMEOUT = Duration.ofMinutes(2);

    private final String asked;
    private final AttemptTimeoutConfig config;
    private final RouteScope scope;
    private final boolean buffered;
    private final AlarmClock alarms;
    private final LatencyTracker latencies;

    /** With the alarms of {@link PolicyRuntime#shared()}, for a call that can go nowhere else. */
    public AttemptTimeoutAdapter(LLMAdapter delegate, AttemptTimeoutConfig config) {
        this(delegate, config, PolicyRuntime.shared());
    }

    /** With the alarms of the runtime, for a call that can go nowhere else. */
    public AttemptTimeoutAdapter(LLMAdapter delegate, AttemptTimeoutConfig config, PolicyRuntime runtime) {
        this(delegate.provider(), delegate, config, RouteScope.LAST, false, runtime);
    }

    /**
     * @param asked who is asked, see {@link Circuit#provider()}
     * @param buffered whether a stream is held back until it is whole
     */
    AttemptTimeoutAdapter(
            String asked,
            LLMAdapter delegate,
            AttemptTimeoutConfig config,
            RouteScope scope,
            boolean buffered,
            PolicyRuntime runtime) {
        super(delegate);
        this.asked = asked;
        this.config = config;
        this.scope = scope;
        this.buffered = buffered;
        this.alarms = runtime.alarms();
        this.latencies = runtime.latencies();
    }

    @Override
    public LLMResponse execute(LLMRequest call) {
        LLMRequest request = call.begin();
        Circuit model = Circuit.of(asked, request);
        boolean streams = delegate().supportsStreaming(request) && !latencies.refusesStreaming(model);
        AttemptLimits limits = limits(model, streams, true);
        if (limits.limitNothing()) {
            return delegate().execute(request);
        }
        if (streams && limits.limitSilence()) {
            long began = request.ticker().nanos();
            try (LLMStream stream = stream(request, limits)) {
                return stream.response();
            } catch (LLMException e) {
                if (!FailureRules.refusesStreaming(e)) {
                    throw e;
                }
                recordRefusal(
                        request, model, e, Duration.ofNanos(request.ticker().nanos() - began));
                latencies.refusedStreaming(model);
                limits = limits(model, false, true);
            }
        }
        return watched(
                request,
                limits.withoutIdle(),
                watch -> delegate().execute(watch.narrow(request.toBuilder()).build()));
    }

    /** What records the attempt sees only the request that is sent next. */
    private void recordRefusal(LLMRequest request, Circuit model, LLMException refusal, Duration lasted) {
        if (request.context().isInsideAttempt()) {
            request.record()
                    .attempt(Attempt.builder(provider(), model.model())
                            .outcome(refusal.outcome())
                            .duration(lasted)
                            .build());
        }
    }

    /** There is nothing to stream, so a configured first-token limit holds for the whole answer. */
    @Override
    public EmbeddingResponse embed(EmbeddingRequest call) {
        EmbeddingRequest request = call.begin();
        AttemptLimits limits = limits(Circuit.of(asked, request), false, true).withoutIdle();
        return watched(
                request,
                limits,
                watch -> delegate().embed(watch.narrow(request.toBuilder()).build()));
    }

    @Override
    public LLMStream stream(LLMRequest call) {
        LLMRequest request = call.begin();
        Circuit model = Circuit.of(asked, request);
        return stream(request, limits(model, delegate().supportsStreaming(request), buffered));
    }

    /**
     * @param streams whether tokens come as the model writes them
     * @param whole whether nothing is handed out before the answer is whole
     */
    private AttemptLimits limits(Circuit model, boolean streams, boolean whole) {
        boolean learned = scope.hasAlternative() && streams;
        return new AttemptLimits(
                config.attempt().orElse(Duration.ZERO),
                config.firstToken().orElseGet(() -> learned ? latencies.firstTokenLimit(model) : Duration.ZERO),
                config.idle().orElseGet(() -> idle(model, learned, whole)),
                scope.share(),
                whole);
    }

    private Duration idle(Circuit model, boolean learned, boolean whole) {
        if (!whole) {
            return STREAM_IDLE_TIMEOUT;
        }
        return learned ? latencies.idleLimit(model) : Duration.ZERO;
    }

    private <T> T watched(LLMCall call, AttemptLimits limits, Function<AttemptWatch, T> attempt) {
        AttemptWatch watch = new AttemptWatch(provider(), limits, call, alarms);
        try {
            watch.waitBegins();
            return attempt.apply(watch);
        } catch (RuntimeException e) {
            throw watch.explained(e);
        } finally {
            watch.close();
        }
    }

    private LLMStream stream(LLMRequest request, AttemptLimits limits) {
        AttemptWatch watch = new AttemptWatch(provider(), limits, request, alarms);
        try {
            watch.waitBegins();
            LLMStream stream = new WatchedStream(
                    delegate().stream(watch.narrow(request.toBuilder()).build()), watch, Circuit.of(asked, request));
            watch.waitEnds(false);
            return stream;
        } catch (RuntimeException e) {
            watch.close();
            throw watch.explained(e);
        } catch (Error e) {
            watch.close();
            throw e;
        }
    }

    private final class WatchedStream extends ForwardingStream {
        private final AttemptWatch watch;
        private final Circuit model;

        WatchedStream(LLMStream stream, AttemptWatch watch, Circuit model) {
            super(stream);
            this.watch = watch;
            this.model = model;
        }

        @Override
        protected @Nullable StreamEvent next() {
            watch.waitBegins();
            try {
                StreamEvent event = super.next();
                watch.waitEnds(event != null && event.isToken());
                return event;
            } catch (RuntimeException e) {
                throw watch.explained(e);
            }
        }

        @Override
        protected LLMResponse assemble() {
            LLMResponse response = super.assemble();
            latencies.succeeded(model, watch.firstToken(), watch.maxPause());
            return response;
        }

        @Override
        protected void release() {
            watch.close();
            super.release();
        }
    }
}
