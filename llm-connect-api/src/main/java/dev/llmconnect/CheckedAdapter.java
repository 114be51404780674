package dev.llmconnect;

import dev.llmconnect.internal.ChoiceCount;
import dev.llmconnect.spi.CompositeAdapter;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ForwardingStream;
import dev.llmconnect.spi.Operation;
import dev.llmconnect.spi.WireFieldsAdapter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rules that hold for every call: validates it before any spending, refuses or omits what it holds of wire formats that
 * the adapter does not {@linkplain WireFieldsAdapter take}, converts every failure to an {@link LLMException}, records the attempt and
 * notifies the {@link CallObserver}, and adds provider, request id, attempts and omitted fields to the response metadata. Thread-safe.
 *
 * <p>Adapters created by {@link LLMAdapters} are checked. Use {@link #of} for adapters created directly.
 */
public final class CheckedAdapter extends ForwardingAdapter implements CompositeAdapter {
    private static final Logger LOG = System.getLogger(CheckedAdapter.class.getName());

    private final boolean isAttempt;
    private final WireFieldCheck fields;
    /** Methods whose failure has been logged. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    private volatile @Nullable String name;

    private CheckedAdapter(LLMAdapter delegate, boolean isAttempt) {
        super(delegate);
        this.isAttempt = isAttempt;
        this.fields = WireFieldCheck.of(innermost(delegate));
    }

    /**
     * Returns a checked adapter. Each call counts as an attempt, unless {@code adapter} is a {@link CompositeAdapter}. An
     * adapter that is already checked is returned unchanged.
     */
    public static LLMAdapter of(LLMAdapter adapter) {
        return adapter instanceof CheckedAdapter
                ? adapter
                : new CheckedAdapter(adapter, !(innermost(adapter) instanceof CompositeAdapter));
    }

    /**
     * Returns a checked adapter whose calls each count as one attempt; adapters inside it record no attempts of their own. For
     * decorators that belong to an attempt, such as a per-attempt timeout.
     */
    public static LLMAdapter attempt(LLMAdapter adapter) {
        return new CheckedAdapter(adapter, true);
    }

    /** Name of the provider, as returned by the adapter on first use; the name of its class if that fails. */
    @Override
    public String provider() {
        String known = name;
        if (known == null) {
            known = described(
                    "provider",
                    super::provider,
                    ForwardingAdapter.innermost(delegate()).getClass().getSimpleName());
            name = known;
        }
        return known;
    }

    @Override
    public boolean supportsStreaming(LLMRequest request) {
        return described("supportsStreaming", () -> super.supportsStreaming(request), false);
    }

    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        return described("contextTokens", () -> super.contextTokens(request), OptionalLong.empty());
    }

    @Override
    public CallTarget target(LLMCall call) {
        return described(
                "target",
                () -> super.target(call),
                CallTarget.of(provider(), call.config().modelNameIfSet().orElse("")));
    }

    @Override
    public List<ModelInfo> models() {
        List<ModelInfo> models;
        try {
            models = super.models();
        } catch (LLMException | OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (models == null) {
            throw bug("the adapter of " + provider() + " failed: models gave null", null);
        }
        return models;
    }

    /** Waits for an adapter that blocks no longer than {@link LLMAdapters#LOAD_TIMEOUT}. */
    @Override
    public void close() {
        if (!isAttempt) {
            super.close();
            return;
        }
        try (PluginCalls calls = new PluginCalls(LLMAdapters.LOAD_TIMEOUT)) {
            calls.call(() -> {
                super.close();
                return true;
            });
        } catch (PluginCalls.PluginException e) {
            LOG.log(Level.WARNING, "the adapter of {0} could not be closed: {1}", provider(), e.getMessage());
        }
    }

    /** What the adapter says of itself; where it fails to, the log says so once, and the other value holds. */
    private <T> T described(String method, Supplier<@Nullable T> question, T otherwise) {
        String why;
        try {
            T answer = question.get();
            if (answer != null) {
                return answer;
            }
            why = "it gave null";
        } catch (LLMException | OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            why = e.toString();
        }
        if (logged.add(method)) {
            String provider = method.equals("provider") ? otherwise.toString() : provider();
            LOG.log(Level.WARNING, "the adapter of {0} failed in {1}: {2}", provider, method, why);
        }
        return otherwise;
    }

    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        if (call.context().isInsideAttempt()) {
            // Whoever answers is named here: outside it may be the router.
            return complete(invoke(operation, call), call);
        }
        call.validate();
        if (!isAttempt || !operation.isAnswer()) {
            return complete(invoke(operation, call), call);
        }
        CallTarget target = target(call);
        call.context().attemptGuard().check(target);
        AttemptRecorder attempt = AttemptRecorder.start(target, call);
        try {
            T answer =
                    invoke(operation, LLMCall.withContext(call, call.context().insideAttempt()));
            return operation.isStream()
                    ? streamed(answer, attempt, call)
                    : answered(complete(answer, call), attempt, call);
        } catch (LLMException e) {
            attempt.failed(e);
            throw e;
        }
    }

    /** Converts everything except {@link OutOfMemoryError} to a failure of this call. */
    private <C extends LLMCall, T> T invoke(Operation<C, T> operation, C call) {
        T answer;
        try {
            WireFieldCheck.Checked<C> checked = fields.check(call, this::provider);
            answer = operation.invoke(delegate(), checked.call());
            if (answer != null) {
                answer = checked.report(answer);
            }
        } catch (LLMException | OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (answer == null) {
            throw bug("the adapter of " + provider() + " failed: " + operation + " returned null", null);
        }
        return answer;
    }

    private LLMException unexpected(Throwable e) {
        return bug("the adapter of " + provider() + " failed: " + e, e);
    }

    /**
     * Creates the exception for a defect of the adapter. In-process callers see the message; clients of a server see only the
     * code.
     */
    private static LLMException bug(String message, @Nullable Throwable cause) {
        return new LLMException(ErrorCode.INTERNAL_ERROR, "InternalError", message, cause, ErrorDetails.none());
    }

    @SuppressWarnings("unchecked") // each kind of answer is completed to one of the same kind
    private <T> T complete(T answer, LLMCall call) {
        if (answer instanceof LLMResponse response) {
            return (T) complete(response, call);
        }
        if (answer instanceof EmbeddingResponse response) {
            return (T) response.withMetadata(known -> complete(known, call));
        }
        return answer instanceof LLMStream stream ? (T) new CheckedStream(stream, null, call) : answer;
    }

    /** A provider that ignores how many answers are wanted, or gives fewer, does not do so silently. */
    private LLMResponse complete(LLMResponse response, LLMCall call) {
        int asked = ChoiceCount.of(call);
        int came = 1 + response.alternatives().size();
        if (came >= asked) {
            return response.withMetadata(known -> complete(known, call));
        }
        String missing = ChoiceCount.NAME + " (" + came + " of " + asked + " answers came)";
        List<String> dropped = response.metadata().droppedParams();
        return response.withMetadata(known -> complete(known, call)
                .droppedParams(
                        dropped.contains(missing)
                                ? dropped
                                : Stream.concat(dropped.stream(), Stream.of(missing))
                                        .toList()));
    }

    private ResponseMetadata.Builder complete(ResponseMetadata.Builder known, LLMCall call) {
        return known.providerIfAbsent(provider()).requestIdIfAbsent(call.requestId());
    }

    @SuppressWarnings("unchecked") // what STREAM answers is a stream
    private <T> T streamed(T answer, AttemptRecorder attempt, LLMCall call) {
        try {
            return (T) new CheckedStream(new ConsistentStream((LLMStream) answer, provider()), attempt, call);
        } catch (LLMException | OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            // A stream of a plugin may fail to say how it is read.
            throw unexpected(e);
        }
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

    /** Checks the events and the answer of a stream, also when it is not an attempt of its own. */
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
                whole = super.assemble();
                if (whole == null) {
                    throw bug("the adapter of " + provider() + " failed: the stream's response is null", null);
                }
                whole = complete(whole, call);
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
            try {
                super.release();
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (Throwable e) {
                // Whatever the stream has told is no less true for that.
                LOG.log(Level.WARNING, "a stream of {0} could not be closed: {1}", provider(), e);
            }
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
