package dev.llmconnect.profiles.policy;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ForwardingStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ends an attempt that takes too long or in which the provider is silent for too long, while there is still time for another one.
 *
 * <p>Where silence is limited, a unary call is asked as a stream too, so that silence can be told from work; its answer is the stream's
 * {@link LLMStream#response()}. An adapter that cannot stream then has the first-token limit for its whole answer. The time a reader
 * takes between two events does not count. Thread-safe.
 */
public final class AttemptTimeoutAdapter extends ForwardingAdapter {
    private final AttemptTimeoutConfig limits;
    private final AlarmClock alarms;

    /** Watched by the thread of {@link PolicyRuntime#shared()}. */
    public AttemptTimeoutAdapter(LLMAdapter delegate, AttemptTimeoutConfig limits) {
        this(delegate, limits, PolicyRuntime.shared().alarms());
    }

    /** Watched by the given alarms. */
    public AttemptTimeoutAdapter(LLMAdapter delegate, AttemptTimeoutConfig limits, AlarmClock alarms) {
        super(delegate);
        this.limits = limits;
        this.alarms = alarms;
    }

    @Override
    public LLMResponse execute(LLMRequest asked) {
        LLMRequest request = asked.begin();
        if (limits.limitsSilence()) {
            try (LLMStream stream = stream(request)) {
                return stream.response();
            }
        }
        return watched(
                request,
                watch -> delegate().execute(watch.narrow(request.toBuilder()).build()));
    }

    /** There is nothing to stream, so the first-token limit holds for the whole answer. */
    @Override
    public EmbeddingResponse embed(EmbeddingRequest asked) {
        EmbeddingRequest request = asked.begin();
        return watched(
                request,
                watch -> delegate().embed(watch.narrow(request.toBuilder()).build()));
    }

    private <T> T watched(LLMCall call, Function<AttemptWatch, T> attempt) {
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

    @Override
    public LLMStream stream(LLMRequest asked) {
        LLMRequest request = asked.begin();
        AttemptWatch watch = new AttemptWatch(provider(), limits, request, alarms);
        try {
            watch.waitBegins();
            LLMStream stream = new WatchedStream(
                    delegate().stream(watch.narrow(request.toBuilder()).build()), watch);
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

    private static final class WatchedStream extends ForwardingStream {
        private final AttemptWatch watch;

        WatchedStream(LLMStream stream, AttemptWatch watch) {
            super(stream);
            this.watch = watch;
        }

        @Override
        protected @Nullable StreamEvent next() {
            watch.waitBegins();
            try {
                StreamEvent event = super.next();
                watch.waitEnds(event != null);
                return event;
            } catch (RuntimeException e) {
                throw watch.explained(e);
            }
        }

        @Override
        protected void release() {
            watch.close();
            super.release();
        }
    }
}
