package dev.llmconnect;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Common part of all requests: configuration and context. Immutable and thread-safe. A decorator modifies a call with
 * {@link #toBuilder()} and passes the copy on.
 *
 * <p>A request can be executed any number of times: {@link #begin()} starts an execution with its own clock, request id and
 * record. Adapters of the registry and every {@code ForwardingAdapter} begin a call that has not begun, so callers need not.
 */
public abstract sealed class LLMCall permits LLMRequest, EmbeddingRequest {
    private final RunConfig config;
    private final WireFields wireFields;
    private final CallContext context;

    LLMCall(Builder<?> builder) {
        config = builder.config;
        wireFields = builder.wireFields;
        context = builder.context();
    }

    LLMCall(LLMCall call, RunConfig config, CallContext context) {
        this.config = config;
        this.wireFields = call.wireFields;
        this.context = context;
    }

    /** Returns a copy of a call with another configuration. */
    @SuppressWarnings("unchecked") // a copy is of the same kind
    public static <C extends LLMCall> C withConfig(C call, RunConfig config) {
        return (C) call.copy(config, call.context());
    }

    /** Returns a copy of a call with another context. */
    @SuppressWarnings("unchecked") // a copy is of the same kind
    public static <C extends LLMCall> C withContext(C call, CallContext context) {
        return (C) call.copy(call.config(), context);
    }

    /** Configuration of the call. */
    public final RunConfig config() {
        return config;
    }

    /** Fields specific to one wire format. */
    public final WireFields wireFields() {
        return wireFields;
    }

    /** Additional body fields for the given wire format; its adapters send them unchanged. */
    public final Map<String, Object> wireFields(String wire) {
        return wireFields.of(wire);
    }

    /** Context of the call. */
    public final CallContext context() {
        return context;
    }

    abstract LLMCall copy(RunConfig values, CallContext context);

    /** Returns this call if it has begun, otherwise a copy that begins now with its own clock, request id and record. */
    public abstract LLMCall begin();

    /** Request id; see {@link CallContext#requestId()}. */
    public final String requestId() {
        return context.requestId();
    }

    /** Nesting depth: 0 for an outermost call, plus one per nested call. */
    public final int depth() {
        return context.depth();
    }

    /** Cancellation that is triggered when the caller disconnects or cancels. */
    public final Cancellation cancellation() {
        return context.cancellation();
    }

    /** Record of the call; see {@link CallContext#record()}. */
    public final CallRecord record() {
        return context.record();
    }

    /** Time source of the call. */
    public final Ticker ticker() {
        return context.ticker();
    }

    /**
     * Deadline of the call: its start plus {@link RunConfig#timeout()}, or an earlier deadline of the context. For a call that
     * has not begun, the start is the current time.
     */
    public final Deadline deadline() {
        Deadline own = Deadline.at(context.startNanos(), config.timeout(), context.ticker());
        Optional<Deadline> outer = context.deadline();
        return outer.isPresent() ? own.earlier(outer.get()) : own;
    }

    /**
     * Validates the call before anything is spent. Adapters created by {@link LLMAdapters#create} validate each call once.
     *
     * @throws LLMBudgetExceededException if the call is nested deeper than {@link RunConfig#maxDepth()}
     * @throws LLMTimeoutException if the deadline has passed
     * @throws LLMCancelledException if the call is cancelled
     * @throws LLMInvalidRequestException if the call has no input, or a value that does not apply to its kind
     */
    public final void validate() {
        checkAsked();
        Optional<Integer> maxDepth = config.maxDepth();
        if (maxDepth.isPresent() && depth() > maxDepth.get()) {
            throw new LLMBudgetExceededException(
                    "the call is nested " + depth() + " levels deep; max_depth allows " + maxDepth.get());
        }
        cancellation().throwIfCancelled();
        if (deadline().isExpired()) {
            throw new LLMTimeoutException("the deadline passed before the provider was called (timeout "
                    + LLMException.formatDuration(config.timeout()) + ")");
        }
    }

    abstract void checkAsked();

    /** Returns a builder with the values of this call; if this call has begun, the copy belongs to the same execution. */
    public abstract Builder<?> toBuilder();

    /**
     * Builder of the common part of a request. Not thread-safe.
     *
     * @param <B> type of the builder
     */
    public abstract static sealed class Builder<B extends Builder<B>>
            permits LLMRequest.Builder, EmbeddingRequest.Builder {
        private RunConfig config = RunConfig.defaults();
        private WireFields wireFields = WireFields.NONE;
        private @Nullable CallContext context;
        private CallContext.@Nullable Builder changes;

        Builder() {}

        abstract B self();

        B startedAs(LLMCall call) {
            config = call.config;
            wireFields = call.wireFields;
            context = call.context;
            return self();
        }

        private CallContext context() {
            CallContext.Builder changed = changes;
            if (changed != null) {
                return changed.build();
            }
            CallContext given = context;
            return given != null ? given : CallContext.builder().build();
        }

        private CallContext.Builder changes() {
            CallContext.Builder changed = changes;
            if (changed == null) {
                CallContext given = context;
                changed = given != null ? given.toBuilder() : CallContext.builder();
                changes = changed;
            }
            return changed;
        }

        /** Sets the configuration. Default: {@link RunConfig#defaults()}. */
        public final B config(RunConfig values) {
            config = values;
            return self();
        }

        /** Replaces the fields specific to one wire format. Default: none. */
        public final B wireFields(WireFields fields) {
            wireFields = fields;
            return self();
        }

        /** Adds fields for the given wire format that affect the answer. */
        public final B wireFields(String wire, Map<String, Object> fields) {
            return wireFields(wireFields.with(wire, fields));
        }

        /** Sets the context, replacing context values set individually. Default: a context with no values set. */
        public final B context(CallContext value) {
            context = value;
            changes = null;
            return self();
        }

        /** See {@link CallContext.Builder#requestId}. */
        public final B requestId(String id) {
            changes().requestId(id);
            return self();
        }

        /** See {@link CallContext.Builder#depth}. */
        public final B depth(int value) {
            changes().depth(value);
            return self();
        }

        /** See {@link CallContext.Builder#cancellation}. */
        public final B cancellation(Cancellation value) {
            changes().cancellation(value);
            return self();
        }

        /** See {@link CallContext.Builder#ticker}. */
        public final B ticker(Ticker source) {
            changes().ticker(source);
            return self();
        }

        /** See {@link CallContext.Builder#startNanos}. */
        public final B startNanos(long nanos) {
            changes().startNanos(nanos);
            return self();
        }

        /** Adds a deadline; the earliest applies. Use it to limit one attempt, or to pass on the deadline of an outer call. */
        public final B deadline(Deadline value) {
            changes().deadline(value);
            return self();
        }

        /** Creates the request. Its clock starts when it is executed, unless it is a copy of a call that has begun. */
        public abstract LLMCall build();
    }
}
