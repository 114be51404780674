package dev.llmconnect;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every call has, whatever it asks for: its values and its context. Immutable and thread-safe. A decorator narrows it with {@link
 * #toBuilder()} and passes the narrower one on.
 *
 * <p>A request can be executed any number of times: {@link #begin()} starts one execution, which has a clock, an id and a record of its
 * own. The adapters of the registry and every {@code ForwardingAdapter} begin a call that has not begun, so callers need not.
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

    /** A call that asks the same with other values: what most decorators make of a call. */
    @SuppressWarnings("unchecked") // a copy is of the same kind
    public static <C extends LLMCall> C withConfig(C call, RunConfig config) {
        return (C) call.copy(config, call.context());
    }

    /** A call that asks the same in another context. */
    @SuppressWarnings("unchecked") // a copy is of the same kind
    static <C extends LLMCall> C withContext(C call, CallContext context) {
        return (C) call.copy(call.config(), context);
    }

    /** The values of the call. */
    public final RunConfig config() {
        return config;
    }

    /** Further fields that only one wire format knows. */
    public final WireFields wireFields() {
        return wireFields;
    }

    /** Further fields of the body that only the wire format of that name knows; sent by its adapters, as they are. */
    public final Map<String, Object> wireFields(String wire) {
        return wireFields.of(wire);
    }

    /** Who makes the call, and the limits that hold for it. */
    public final CallContext context() {
        return context;
    }

    abstract LLMCall copy(RunConfig values, CallContext context);

    /** One execution of this call: itself when it has begun, else a copy whose clock starts now, with an id and a record of its own. */
    public abstract LLMCall begin();

    /** The id of the call, see {@link CallContext#requestId()}. */
    public final String requestId() {
        return context.requestId();
    }

    /** How deep this call is nested: 0 from outside, one more for each nested call. */
    public final int depth() {
        return context.depth();
    }

    /** Triggered when the caller has gone away. */
    public final Cancellation cancellation() {
        return context.cancellation();
    }

    /** What has happened to the call so far, see {@link CallContext#record()}. */
    public final CallRecord record() {
        return context.record();
    }

    /** The source of time of this call. */
    public final Ticker ticker() {
        return context.ticker();
    }

    /**
     * When the call must have ended: its start plus {@link RunConfig#timeout()}, or a nearer moment that was set from outside. Of a call
     * that has not begun, the start is now.
     */
    public final Deadline deadline() {
        Deadline own = Deadline.at(context.startNanos(), config.timeout(), context.ticker());
        return context.deadline().map(own::earlier).orElse(own);
    }

    /**
     * Checks what must hold before anything is spent. {@link LLMAdapters#create} gives adapters that check each call once.
     *
     * @throws LLMBudgetExceededException when the call is nested deeper than {@link RunConfig#maxDepth()}
     * @throws LLMTimeoutException when its deadline has passed
     * @throws LLMCancelledException when its caller has gone away
     * @throws LLMInvalidRequestException when it asks for nothing, or has a value that cannot hold for what it asks for
     */
    public final void checkBeforeSpending() {
        checkAsked();
        config.maxDepth().filter(limit -> depth() > limit).ifPresent(limit -> {
            throw new LLMBudgetExceededException(
                    "the call is nested " + depth() + " deep, and max_depth allows " + limit);
        });
        cancellation().throwIfCancelled();
        if (deadline().expired()) {
            throw new LLMTimeoutException("the deadline passed before the provider was asked (timeout "
                    + LLMException.shown(config.timeout()) + ")");
        }
    }

    abstract void checkAsked();

    /** A builder that starts as a copy of this call, of the same execution if it has begun. */
    public abstract Builder<?> toBuilder();

    /**
     * Sets what every call has. Not thread-safe.
     *
     * @param <B> the builder itself
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

        /** The values of the call; nothing set by default. */
        public final B config(RunConfig values) {
            config = values;
            return self();
        }

        /** Replaces the fields that only one wire format knows; none by default. */
        public final B wireFields(WireFields fields) {
            wireFields = fields;
            return self();
        }

        /** Fields that only the wire format of that name knows, and that change the answer. */
        public final B wireFields(String wire, Map<String, Object> fields) {
            return wireFields(wireFields.with(wire, fields));
        }

        /** Who makes the call, and the limits that hold for it; replaces what was set of it one by one. Nothing set by default. */
        public final B context(CallContext all) {
            context = all;
            changes = null;
            return self();
        }

        /** See {@link CallContext.Builder#requestId}. */
        public final B requestId(String id) {
            changes().requestId(id);
            return self();
        }

        /** See {@link CallContext.Builder#depth}. */
        public final B depth(int nesting) {
            changes().depth(nesting);
            return self();
        }

        /** See {@link CallContext.Builder#cancellation}. */
        public final B cancellation(Cancellation shared) {
            changes().cancellation(shared);
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

        /** Ends the call no later than this; to narrow a call to one attempt, or to pass an outer call's deadline on. */
        public final B deadline(Deadline latest) {
            changes().deadline(latest);
            return self();
        }

        /** The request. Its time starts when an adapter is asked, unless it is the copy of one that has begun. */
        public abstract LLMCall build();
    }
}
