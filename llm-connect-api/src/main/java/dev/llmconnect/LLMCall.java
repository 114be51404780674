package dev.llmconnect;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What every call has, whatever it asks for: its values, and its own facts (id, depth, deadline, cancellation). Immutable and
 * thread-safe. A decorator narrows it with {@link #toBuilder()} and passes the narrower one on.
 */
public abstract sealed class LLMCall permits LLMRequest, EmbeddingRequest {
    private final RunConfig config;
    private final WireFields wireFields;
    private final String requestId;
    private final int depth;
    private final Cancellation cancellation;
    private final Attempts attempts;
    private final Ticker ticker;
    private final long startNanos;
    private final @Nullable Deadline outerDeadline;

    LLMCall(Builder<?> builder) {
        config = builder.config;
        wireFields = builder.wireFields;
        requestId = builder.requestId != null
                ? builder.requestId
                : UUID.randomUUID().toString();
        depth = builder.depth;
        cancellation = builder.cancellation;
        attempts = builder.attempts;
        ticker = builder.ticker;
        startNanos = builder.startNanos != null ? builder.startNanos : ticker.nanos();
        outerDeadline = builder.outerDeadline;
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

    /** The id of the call, in the answer, in the log, and on the way to a nested server. */
    public final String requestId() {
        return requestId;
    }

    /** How deep this call is nested: 0 from outside, one more for each nested call. */
    public final int depth() {
        return depth;
    }

    /** Triggered when the caller has gone away. */
    public final Cancellation cancellation() {
        return cancellation;
    }

    /** What was tried for this call so far; shared with every copy of this request. */
    public final Attempts attempts() {
        return attempts;
    }

    /** The source of time of this call. */
    public final Ticker ticker() {
        return ticker;
    }

    /** When the call must have ended: its start plus {@link RunConfig#timeout()}, or a nearer moment that was set from outside. */
    public final Deadline deadline() {
        Deadline own = Deadline.at(startNanos, config.timeout(), ticker);
        return outerDeadline == null ? own : own.earlier(outerDeadline);
    }

    /**
     * To be called before anything is spent.
     *
     * @throws LLMBudgetExceededException when the call is nested deeper than {@link RunConfig#maxDepth()}
     * @throws LLMTimeoutException when its deadline has passed
     * @throws LLMCancelledException when its caller has gone away
     * @throws LLMInvalidRequestException when it asks for nothing, or has a value that cannot hold for what it asks for
     */
    public final void checkBeforeSpending() {
        checkAsked();
        config.maxDepth().filter(limit -> depth > limit).ifPresent(limit -> {
            throw new LLMBudgetExceededException(
                    "the call is nested " + depth + " deep, and max_depth allows " + limit);
        });
        cancellation.throwIfCancelled();
        if (deadline().expired()) {
            throw new LLMTimeoutException("the deadline passed before the provider was asked (timeout "
                    + LLMException.shown(config.timeout()) + ")");
        }
    }

    abstract void checkAsked();

    /** A builder that starts as a copy of this request, with the same id, start, cancellation and attempts. */
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
        private @Nullable String requestId;
        private int depth;
        private Cancellation cancellation = new Cancellation();
        private Attempts attempts = new Attempts();
        private Ticker ticker = Ticker.system();
        private @Nullable Long startNanos;
        private @Nullable Deadline outerDeadline;

        Builder() {}

        abstract B self();

        B startedAs(LLMCall call) {
            config = call.config;
            wireFields = call.wireFields;
            requestId = call.requestId;
            depth = call.depth;
            cancellation = call.cancellation;
            attempts = call.attempts;
            ticker = call.ticker;
            startNanos = call.startNanos;
            outerDeadline = call.outerDeadline;
            return self();
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

        /** The id of the call; a random one by default. */
        public final B requestId(String id) {
            requestId = id;
            return self();
        }

        /** How deep the call is nested; 0 by default. */
        public final B depth(int nesting) {
            depth = nesting;
            return self();
        }

        /** What tells that the caller has gone; one of its own by default. */
        public final B cancellation(Cancellation shared) {
            cancellation = shared;
            return self();
        }

        /** The source of time; the JVM's by default. */
        public final B ticker(Ticker source) {
            ticker = source;
            return self();
        }

        /** When the call began, in nanoseconds of its ticker; by default when the request is built. */
        public final B startNanos(long nanos) {
            startNanos = nanos;
            return self();
        }

        /** Ends the call no later than this; to narrow a call to one attempt, or to pass an outer call's deadline on. */
        public final B deadline(Deadline latest) {
            outerDeadline = outerDeadline == null ? latest : outerDeadline.earlier(latest);
            return self();
        }

        /** The request. Its time starts now, unless it is the copy of one that has started. */
        public abstract LLMCall build();
    }
}
