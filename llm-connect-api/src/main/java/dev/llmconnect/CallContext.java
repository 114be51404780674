package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Context of a call, independent of its payload: request id, caller, tags, session, depth, deadline, cancellation and trace.
 * Set once, by the Java caller or by the endpoint that reads the request, and read by decorators and observers. Immutable
 * except for the {@link #record()}, and thread-safe.
 *
 * <p>A built context has not begun, so a request that carries it can be executed any number of times. {@link LLMCall#begin()}
 * starts the clock, generates a request id if none is set, and creates the record.
 */
public final class CallContext {
    /** Maximum number of {@link #tags()}. */
    public static final int MAX_TAGS = 16;
    /** Maximum length of a tag's key and value, in characters. */
    public static final int MAX_TAG_LENGTH = 64;

    private final @Nullable String requestId;
    private final @Nullable String endpoint;
    private final @Nullable String caller;
    private final @Nullable List<String> permittedModels;
    private final Map<String, String> tags;
    private final @Nullable String session;
    private final int depth;
    private final int hops;
    private final @Nullable Deadline deadline;
    private final Cancellation cancellation;
    private final @Nullable TraceContext trace;
    private final Ticker ticker;
    private final @Nullable Long startNanos;
    private final CallObserver observer;
    private final AttemptGuard attemptGuard;
    private final @Nullable CallRecord record;
    private final boolean insideAttempt;

    private CallContext(Builder builder) {
        requestId = builder.requestId;
        endpoint = builder.endpoint;
        caller = builder.caller;
        permittedModels = builder.permittedModels;
        tags = builder.tags;
        session = builder.session;
        depth = builder.depth;
        hops = builder.hops;
        deadline = builder.deadline;
        cancellation = builder.cancellation;
        trace = builder.trace;
        ticker = builder.ticker;
        startNanos = builder.startNanos;
        observer = builder.observer;
        attemptGuard = builder.attemptGuard;
        record = builder.record;
        insideAttempt = builder.insideAttempt;
    }

    /** Returns a builder with no values set and a new {@link Cancellation}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether the call has begun, which starts its clock and gives it a request id and a record. */
    public boolean hasBegun() {
        return record != null;
    }

    /** Returns this context if it has begun, otherwise a copy that begins now. */
    public CallContext begin() {
        if (record != null) {
            return this;
        }
        Builder begun = toBuilder();
        if (begun.requestId == null) {
            begun.requestId = UUID.randomUUID().toString();
        }
        if (begun.startNanos == null) {
            begun.startNanos = ticker.nanos();
        }
        begun.record = new CallRecord(observer, ticker, begun.startNanos);
        return begun.build();
    }

    /** Returns a copy for the calls made within one attempt. */
    CallContext insideAttempt() {
        Builder inside = toBuilder();
        inside.insideAttempt = true;
        return inside.build();
    }

    /** Whether an outer adapter records this call as its own attempt. */
    public boolean isInsideAttempt() {
        return insideAttempt;
    }

    /**
     * Id of the call, included in the response, the log and requests to other llm-connect servers. Empty before the call
     * begins, unless set explicitly.
     */
    public String requestId() {
        return requestId == null ? "" : requestId;
    }

    /** Endpoint that received the call, for example {@code /v1/chat/completions}; absent for in-process calls. */
    public Optional<String> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    /** Name of the caller, as identified by its key. */
    public Optional<String> caller() {
        return Optional.ofNullable(caller);
    }

    /**
     * Patterns of the models that the caller's credential permits, such as {@code gpt-4o*}, {@code openai/*} or {@code profile:triage};
     * absent if it does not limit them. The ledger checks each route of a call.
     */
    public Optional<List<String>> permittedModels() {
        return Optional.ofNullable(permittedModels);
    }

    /** Tags for reporting, for example {@code team} → {@code triage}; at most {@value #MAX_TAGS}. */
    public Map<String, String> tags() {
        return tags;
    }

    /** Session that groups calls, for example a conversation or an end user; set by the caller. */
    public Optional<String> session() {
        return Optional.ofNullable(session);
    }

    /** Nesting depth: 0 for an outermost call, plus one per nested call. */
    public int depth() {
        return depth;
    }

    /**
     * Number of llm-connect servers the call has passed through; 0 in process. Outgoing requests carry this number plus one,
     * which stops a server from calling itself endlessly.
     */
    public int hops() {
        return hops;
    }

    /** Deadline set from outside. {@link LLMCall#deadline()} also includes the timeout of the call. */
    public Optional<Deadline> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** Cancellation that is triggered when the caller disconnects or cancels. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** Trace context of the caller. */
    public Optional<TraceContext> trace() {
        return Optional.ofNullable(trace);
    }

    /** Time source of the call. */
    public Ticker ticker() {
        return ticker;
    }

    /** Start of the call in nanoseconds of its {@link #ticker()}; the current time if the call has not begun. */
    public long startNanos() {
        return startNanos == null ? ticker.nanos() : startNanos;
    }

    /** Observer of the call. */
    public CallObserver observer() {
        return observer;
    }

    /** Guard that permits or rejects each attempt. */
    public AttemptGuard attemptGuard() {
        return attemptGuard;
    }

    /** Record of the call, shared by all copies of its request; a new, empty record if the call has not begun. */
    public CallRecord record() {
        return record == null ? new CallRecord(observer, ticker, startNanos()) : record;
    }

    /** Returns a builder with the values of this context; if this context has begun, the copy belongs to the same execution. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the request id, the depth and whether the call has begun. */
    @Override
    public String toString() {
        return "CallContext[" + requestId() + ", depth " + depth + (hasBegun() ? "" : ", not begun") + "]";
    }

    /** Builder of a {@link CallContext}. Not thread-safe. */
    public static final class Builder {
        private @Nullable String requestId;
        private @Nullable String endpoint;
        private @Nullable String caller;
        private @Nullable List<String> permittedModels;
        private Map<String, String> tags = Map.of();
        private @Nullable String session;
        private int depth;
        private int hops;
        private @Nullable Deadline deadline;
        private Cancellation cancellation;
        private @Nullable TraceContext trace;
        private Ticker ticker = Ticker.system();
        private @Nullable Long startNanos;
        private CallObserver observer = CallObserver.NONE;
        private AttemptGuard attemptGuard = AttemptGuard.NONE;
        private @Nullable CallRecord record;
        private boolean insideAttempt;

        private Builder() {
            cancellation = new Cancellation();
        }

        private Builder(CallContext context) {
            requestId = context.requestId;
            endpoint = context.endpoint;
            caller = context.caller;
            permittedModels = context.permittedModels;
            tags = context.tags;
            session = context.session;
            depth = context.depth;
            hops = context.hops;
            deadline = context.deadline;
            cancellation = context.cancellation;
            trace = context.trace;
            ticker = context.ticker;
            startNanos = context.startNanos;
            observer = context.observer;
            attemptGuard = context.attemptGuard;
            record = context.record;
            insideAttempt = context.insideAttempt;
        }

        /** Sets the request id. Default: a random id per execution. */
        public Builder requestId(String id) {
            requestId = id;
            return this;
        }

        /** Sets the endpoint that received the call. Default: none (in process). */
        public Builder endpoint(String path) {
            endpoint = path;
            return this;
        }

        /** Sets the name of the caller. Default: none. */
        public Builder caller(@Nullable String name) {
            caller = name;
            return this;
        }

        /** Sets patterns of the models that the caller's credential permits. Default: {@code null}, no limit. */
        public Builder permittedModels(@Nullable List<String> patterns) {
            permittedModels = patterns == null ? null : List.copyOf(patterns);
            return this;
        }

        /**
         * Replaces the tags. Default: none.
         *
         * @throws LLMInvalidRequestException if there are more than {@value CallContext#MAX_TAGS}, a key is blank, or a key or
         *     value is longer than {@value CallContext#MAX_TAG_LENGTH} characters
         */
        public Builder tags(Map<String, String> all) {
            if (all.size() > MAX_TAGS) {
                throw new LLMInvalidRequestException("a call has at most " + MAX_TAGS + " tags, got " + all.size());
            }
            all.forEach((key, value) -> {
                if (key.isBlank() || key.length() > MAX_TAG_LENGTH || value.length() > MAX_TAG_LENGTH) {
                    throw new LLMInvalidRequestException("a tag has a key of 1 to " + MAX_TAG_LENGTH
                            + " characters and a value of at most " + MAX_TAG_LENGTH + ", got a key of " + key.length()
                            + " and a value of " + value.length());
                }
            });
            tags = Collections.unmodifiableMap(new LinkedHashMap<>(all));
            return this;
        }

        /** Sets the session that groups calls. Default: none. */
        public Builder session(@Nullable String id) {
            session = id;
            return this;
        }

        /** Sets the nesting depth. Default: 0. */
        public Builder depth(int value) {
            depth = value;
            return this;
        }

        /** Sets the number of llm-connect servers passed. Default: 0. */
        public Builder hops(int count) {
            hops = count;
            return this;
        }

        /** Adds a deadline; the earliest of several applies. Default: none. */
        public Builder deadline(Deadline value) {
            deadline = deadline == null ? value : deadline.earlier(value);
            return this;
        }

        /** Sets the cancellation. Default: a new one. */
        public Builder cancellation(Cancellation value) {
            cancellation = value;
            return this;
        }

        /** Sets the trace context. Default: none. */
        public Builder trace(@Nullable TraceContext context) {
            trace = context;
            return this;
        }

        /** Sets the time source. Default: {@link Ticker#system()}. */
        public Builder ticker(Ticker source) {
            ticker = source;
            return this;
        }

        /** Sets the start in nanoseconds of the ticker. Default: the time of execution. */
        public Builder startNanos(long nanos) {
            startNanos = nanos;
            return this;
        }

        /**
         * Sets the observer. Default: {@link CallObserver#NONE}. Events are delivered on the call's threads; wrap the observer
         * with {@link CallObservers} to use separate threads.
         */
        public Builder observer(CallObserver value) {
            observer = value;
            return this;
        }

        /** Sets the attempt guard. Default: {@link AttemptGuard#NONE}. */
        public Builder attemptGuard(AttemptGuard guard) {
            attemptGuard = guard;
            return this;
        }

        /** Creates the context. */
        public CallContext build() {
            return new CallContext(this);
        }
    }
}
