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
 * Aborts an attempt that takes too long, or whose provider produces no tokens for too long, while there is time for another
 * attempt.
 *
 * <p>Configured limits always apply. While a call has another route, limits that are not configured are those of
 * {@link LatencyTracker}, and the route is limited to its share of the time. A stream whose first token has been delivered cannot
 * change its route; it is aborted after {@link #STREAM_IDLE_TIMEOUT} without a token.
 *
 * <p>Only model output counts as progress: text, reasoning, a refusal, a tool call. Comments, pings and the initial role chunk do
 * not, since servers also send them while the model is idle.
 *
 * <p>If a token limit applies, unary calls are sent as streams too, so that a slow model can be distinguished from a stalled one; the
 * answer is the stream's {@link LLMStream#response()}. If the adapter does not support streaming or the provider refuses it, the
 * call is sent unchanged and only its complete answer counts as progress. Time the reader spends between events does not count.
 * Thread-safe.
 */
public final class AttemptTimeoutAdapter extends ForwardingAdapter {
    /** Default maximum time between two tokens of a stream whose first token has been delivered: 2 minutes. */
    public static final Duration STREAM_IDLE_TIMEOUT = Duration.ofMinutes(2);

    private final String deployment;
    private final AttemptTimeoutConfig config;
    private final RouteScope scope;
    private final boolean buffered;
    private final Scheduler scheduler;
    private final LatencyTracker latencies;

    /** Wraps the last route of a call, with the scheduler of {@link PolicyRuntime#shared()}. */
    public AttemptTimeoutAdapter(LLMAdapter delegate, AttemptTimeoutConfig config) {
        this(delegate, config, PolicyRuntime.shared());
    }

    /** Wraps the last route of a call, with the scheduler of the runtime. */
    public AttemptTimeoutAdapter(LLMAdapter delegate, AttemptTimeoutConfig config, PolicyRuntime runtime) {
        this(delegate.provider(), delegate, config, RouteScope.LAST, false, runtime);
    }

    /**
     * Wraps a route.
     *
     * @param deployment provider or one of its deployments, see {@link Circuit#provider()}
     * @param buffered whether a stream is buffered until it is complete
     */
    AttemptTimeoutAdapter(
            String deployment,
            LLMAdapter delegate,
            AttemptTimeoutConfig config,
            RouteScope scope,
            boolean buffered,
            PolicyRuntime runtime) {
        super(delegate);
        this.deployment = deployment;
        this.config = config;
        this.scope = scope;
        this.buffered = buffered;
        this.scheduler = runtime.scheduler();
        this.latencies = runtime.latencies();
    }

    @Override
    public LLMResponse execute(LLMRequest call) {
        LLMRequest request = call.begin();
        Circuit model = Circuit.of(deployment, request);
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

    /** Records the refused attempt, since the recording decorator sees only the next request. */
    private void recordRefusal(LLMRequest request, Circuit model, LLMException refusal, Duration elapsed) {
        if (request.context().isInsideAttempt()) {
            request.record()
                    .addAttempt(Attempt.builder(provider(), model.model())
                            .outcome(refusal.outcome())
                            .duration(elapsed)
                            .build());
        }
    }

    /** Embeds within the configured limits. Embeddings do not stream, so the first-token limit applies to the complete answer. */
    @Override
    public EmbeddingResponse embed(EmbeddingRequest call) {
        EmbeddingRequest request = call.begin();
        AttemptLimits limits =
                limits(Circuit.of(deployment, request), false, true).withoutIdle();
        return watched(
                request,
                limits,
                watch -> delegate().embed(watch.narrow(request.toBuilder()).build()));
    }

    @Override
    public LLMStream stream(LLMRequest call) {
        LLMRequest request = call.begin();
        Circuit model = Circuit.of(deployment, request);
        return stream(request, limits(model, delegate().supportsStreaming(request), buffered));
    }

    /**
     * Returns the limits of an attempt.
     *
     * @param streams whether tokens arrive as the model generates them
     * @param whole whether no event is delivered before the answer is complete
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
        AttemptWatch watch = new AttemptWatch(provider(), limits, call, scheduler);
        try {
            watch.waitBegins();
            return attempt.apply(watch);
        } catch (RuntimeException e) {
            throw watch.translate(e);
        } finally {
            watch.close();
        }
    }

    private LLMStream stream(LLMRequest request, AttemptLimits limits) {
        AttemptWatch watch = new AttemptWatch(provider(), limits, request, scheduler);
        try {
            watch.waitBegins();
            LLMStream stream = new WatchedStream(
                    delegate().stream(watch.narrow(request.toBuilder()).build()),
                    watch,
                    Circuit.of(deployment, request));
            watch.waitEnds(false);
            return stream;
        } catch (RuntimeException e) {
            watch.close();
            throw watch.translate(e);
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
                throw watch.translate(e);
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
