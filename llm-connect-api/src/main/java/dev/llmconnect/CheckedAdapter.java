package dev.llmconnect;

import dev.llmconnect.spi.CompositeAdapter;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ForwardingStream;
import dev.llmconnect.spi.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The one place for what holds of every call, whoever answers it: nothing is spent on a call that must not be made, every failure is an
 * {@link LLMException}, an attempt is recorded and told to the call's {@link CallObserver}, and every answer names its provider, its call
 * and, when there were several, its attempts. Thread-safe.
 *
 * <p>The adapters of {@link LLMAdapters} are checked. An adapter that was made by hand becomes one with {@link #of}.
 */
public final class CheckedAdapter extends ForwardingAdapter implements CompositeAdapter {
    private final boolean isAttempt;

    private CheckedAdapter(LLMAdapter delegate, boolean isAttempt) {
        super(delegate);
        this.isAttempt = isAttempt;
    }

    /**
     * An adapter around one that may not check anything. Each call counts as an attempt, unless the adapter answers through others that are
     * checked themselves; one that is checked already is returned as it is.
     */
    public static LLMAdapter of(LLMAdapter adapter) {
        return adapter instanceof CheckedAdapter
                ? adapter
                : new CheckedAdapter(adapter, !(innermost(adapter) instanceof CompositeAdapter));
    }

    /**
     * An adapter around one whose calls each count as one attempt, with everything that it does for them: what is inside records no attempt
     * of its own. For decorators that belong to an attempt, such as a timeout for it.
     */
    public static LLMAdapter attempt(LLMAdapter adapter) {
        return new CheckedAdapter(adapter, true);
    }

    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        if (call.context().isInsideAttempt()) {
            // Whoever answers is named here: outside it may be the router.
            return complete(asked(operation, call), call);
        }
        call.checkBeforeSpending();
        if (!isAttempt || !operation.isAnswer()) {
            return complete(asked(operation, call), call);
        }
        CallTarget target = target(call);
        call.context().attemptGuard().check(target);
        AttemptRecorder attempt = AttemptRecorder.start(target, call);
        try {
            T answer = asked(operation, LLMCall.withContext(call, call.context().insideAttempt()));
            return operation.isStream()
                    ? streamed(answer, attempt, call)
                    : answered(complete(answer, call), attempt, call);
        } catch (LLMException e) {
            attempt.failed(e);
            throw e;
        }
    }

    /** A virtual machine that has no memory left is not saved by an exception of ours; everything else is one call's failure. */
    private <C extends LLMCall, T> T asked(Operation<C, T> operation, C call) {
        T answer;
        try {
            answer = operation.ask(delegate(), call);
        } catch (LLMException | OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (answer == null) {
            throw bug("the adapter of " + provider() + " failed: " + operation + " gave null", null);
        }
        return answer;
    }

    private LLMException unexpected(Throwable e) {
        return bug("the adapter of " + provider() + " failed: " + e, e);
    }

    /** A fault of the adapter itself. The message is for who calls in process; a server shows its clients the code only. */
    private static LLMException bug(String message, @Nullable Throwable cause) {
        return new LLMException(ErrorCode.INTERNAL_ERROR, "InternalError", message, cause, ErrorDetails.none());
    }

    @SuppressWarnings("unchecked") // each kind of answer is completed to one of the same kind
    private <T> T complete(T answer, LLMCall call) {
        if (answer instanceof LLMResponse response) {
            return (T) response.withMetadata(known -> complete(known, call));
        }
        if (answer instanceof EmbeddingResponse response) {
            return (T) response.withMetadata(known -> complete(known, call));
        }
        return answer instanceof LLMStream stream ? (T) new CheckedStream(stream, null, call) : answer;
    }

    private ResponseMetadata.Builder complete(ResponseMetadata.Builder known, LLMCall call) {
        return known.providerIfAbsent(provider()).requestIdIfAbsent(call.requestId());
    }

    @SuppressWarnings("unchecked") // what STREAM answers is a stream
    private <T> T streamed(T answer, AttemptRecorder attempt, LLMCall call) {
        return (T) new CheckedStream(new ConsistentStream((LLMStream) answer, provider()), attempt, call);
    }

    @SuppressWarnings("unchecked") // the attempts are added to an answer of the same kind
    private static <T> T answered(T answer, AttemptRecorder attempt, LLMCall call) {
        if (answer instanceof LLMResponse response) {
            attempt.answered(response.model(), response.metadata(), response.usage());
            return (T) withAttempts(response, call);
        }
        if (answer instanceof EmbeddingResponse response) {
            attempt.answered(response.model(), response.metadata(), response.usage());
            return call.record().attemptCount() == 1
                    ? answer
                    : (T) response.withMetadata(
                            known -> known.attemptsIfAbsent(call.record().attempts()));
        }
        return answer;
    }

    private static LLMResponse withAttempts(LLMResponse response, LLMCall call) {
        return call.record().attemptCount() == 1
                ? response
                : response.withMetadata(
                        known -> known.attemptsIfAbsent(call.record().attempts()));
    }

    /** Also one that is no attempt of its own, since its failures and its answer are checked as well. */
    private final class CheckedStream extends ForwardingStream {
        private final @Nullable AttemptRecorder attempt;
        private final LLMCall call;

        CheckedStream(LLMStream stream, @Nullable AttemptRecorder attempt, LLMCall call) {
            super(stream);
            this.attempt = attempt;
            this.call = call;
        }

        @Override
        protected @Nullable StreamEvent next() {
            StreamEvent event;
            try {
                event = super.next();
            } catch (LLMException e) {
                throw failed(e);
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (Throwable e) {
                throw failed(unexpected(e));
            }
            if (attempt != null && event != null) {
                attempt.received(event);
            }
            return event;
        }

        @Override
        protected LLMResponse assemble() {
            LLMResponse whole;
            try {
                whole = complete(super.assemble(), call);
            } catch (LLMException e) {
                throw failed(e);
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (Throwable e) {
                throw failed(unexpected(e));
            }
            if (attempt == null) {
                return whole;
            }
            attempt.answered(whole.model(), whole.metadata(), whole.usage());
            return withAttempts(whole, call);
        }

        @Override
        protected void release() {
            super.release();
            if (attempt != null) {
                attempt.abandoned();
            }
        }

        private LLMException failed(LLMException e) {
            if (attempt != null) {
                attempt.failed(e);
            }
            return e;
        }
    }
}
