package dev.llmconnect;

import dev.llmconnect.CallInfo.Kind;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ForwardingStream;
import dev.llmconnect.spi.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Notifies observers of the start and end of each in-process call. A call that has already begun is reported by the adapter that
 * began it. Thread-safe.
 */
final class ObservedAdapter extends ForwardingAdapter {
    private final CallObservers observers;

    ObservedAdapter(LLMAdapter delegate, CallObservers observers) {
        super(CheckedAdapter.of(delegate));
        this.observers = observers;
    }

    @Override
    protected <C extends LLMCall> C begin(C call) {
        // An outer adapter has set its observers already.
        return call.context().hasBegun() || call.context().observer() instanceof CallObservers
                ? super.begin(call)
                : super.begin(LLMCall.withContext(
                        call, call.context().toBuilder().observer(observers).build()));
    }

    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        if (call.context().observer() != observers || call.record().info().isPresent()) {
            return super.around(call, operation);
        }
        call.record().started(CallInfo.of(call, kind(operation), operation.isStream()));
        try {
            T answer = super.around(call, operation);
            return ended(answer, call);
        } catch (LLMException e) {
            end(CallResult.builder(call.context()).failed(e), call);
            throw e;
        }
    }

    private static Kind kind(Operation<?, ?> operation) {
        if (operation == (Object) Operation.EMBED) {
            return Kind.EMBEDDING;
        }
        return operation.isAnswer() ? Kind.COMPLETION : Kind.TOKEN_COUNT;
    }

    @SuppressWarnings("unchecked") // a stream stays a stream
    private static <T> T ended(T answer, LLMCall call) {
        if (answer instanceof LLMStream stream) {
            return (T) new ObservedStream(stream, call);
        }
        CallResult.Builder result = CallResult.builder(call.context());
        if (answer instanceof LLMResponse response) {
            answered(result, response);
        } else if (answer instanceof EmbeddingResponse response) {
            result.answered(
                    response.metadata().provider().orElse(""), response.model(), FinishReason.STOP, response.usage());
        }
        end(result, call);
        return answer;
    }

    private static void answered(CallResult.Builder result, LLMResponse response) {
        result.answered(
                response.metadata().provider().orElse(""), response.model(), response.finishReason(), response.usage());
    }

    private static void end(CallResult.Builder result, LLMCall call) {
        call.record().ended(result.build());
    }

    /** Closes the adapter, then delivers the remaining events. */
    @Override
    public void close() {
        try {
            super.close();
        } finally {
            observers.close();
        }
    }

    private static final class ObservedStream extends ForwardingStream {
        private final LLMCall call;

        ObservedStream(LLMStream stream, LLMCall call) {
            super(stream);
            this.call = call;
        }

        @Override
        protected @Nullable StreamEvent next() {
            try {
                return super.next();
            } catch (LLMException e) {
                end(CallResult.builder(call.context()).failed(e), call);
                throw e;
            }
        }

        @Override
        protected LLMResponse assemble() {
            try {
                LLMResponse whole = super.assemble();
                CallResult.Builder result = CallResult.builder(call.context());
                answered(result, whole);
                end(result, call);
                return whole;
            } catch (LLMException e) {
                end(CallResult.builder(call.context()).failed(e), call);
                throw e;
            }
        }

        @Override
        protected void release() {
            super.release();
            if (!call.record().hasEnded()) {
                end(CallResult.builder(call.context()).cancelled(), call);
            }
        }
    }
}
