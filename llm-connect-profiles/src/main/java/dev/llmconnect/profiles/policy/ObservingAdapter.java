package dev.llmconnect.profiles.policy;

import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ForwardingStream;
import dev.llmconnect.spi.Operation;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Base class of decorators that handle the start and end of calls, streaming or not. */
abstract class ObservingAdapter extends ForwardingAdapter {
    ObservingAdapter(LLMAdapter delegate) {
        super(delegate);
    }

    /**
     * Called when a call starts.
     *
     * @throws LLMException to reject the call
     */
    abstract CallEnd onStart(LLMCall call);

    /**
     * {@inheritDoc}
     *
     * <p>Also throws rejections of this decorator. A streaming call ends when its stream ends.
     */
    @Override
    @SuppressWarnings("unchecked") // a stream stays a stream
    protected final <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        if (!operation.isAnswer()) {
            return super.around(call, operation);
        }
        CallEnd end = onStart(call);
        T answer = observed(end, () -> operation.invoke(delegate(), call));
        if (answer instanceof LLMStream stream) {
            return (T) new ObservedStream(stream, end);
        }
        end.succeeded(answer instanceof LLMResponse response ? response.model() : ((EmbeddingResponse) answer).model());
        return answer;
    }

    private static <T> T observed(CallEnd end, Supplier<T> call) {
        try {
            return call.get();
        } catch (LLMException e) {
            end.failed(e);
            throw e;
        } catch (RuntimeException | Error e) {
            end.abandoned();
            throw e;
        }
    }

    private static final class ObservedStream extends ForwardingStream {
        private final CallEnd end;
        /** Atomic because the stream may be closed by another thread while it fails. */
        private final AtomicBoolean ended = new AtomicBoolean();

        private boolean begun;

        ObservedStream(LLMStream stream, CallEnd end) {
            super(stream);
            this.end = end;
        }

        @Override
        protected @Nullable StreamEvent next() {
            try {
                StreamEvent event = super.next();
                if (event != null && !begun) {
                    begun = true;
                    end.firstToken();
                }
                return event;
            } catch (LLMException e) {
                throw failed(e);
            }
        }

        @Override
        protected LLMResponse assemble() {
            LLMResponse response;
            try {
                response = super.assemble();
            } catch (LLMException e) {
                throw failed(e);
            }
            if (ended.compareAndSet(false, true)) {
                end.succeeded(response.model());
            }
            return response;
        }

        @Override
        protected void release() {
            super.release();
            if (ended.compareAndSet(false, true)) {
                end.abandoned();
            }
        }

        private LLMException failed(LLMException e) {
            if (ended.compareAndSet(false, true)) {
                end.failed(e);
            }
            return e;
        }
    }
}
