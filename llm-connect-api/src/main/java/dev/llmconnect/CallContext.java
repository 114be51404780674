package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call, and the limits that hold for it whatever it asks: request id, caller, tags, session, depth, deadline, cancellation
 * and trace. Set once, by the Java caller or by the endpoint that reads a request; read by every decorator and observer. Immutable, but
 * for the {@link #record()} of what happens, and thread-safe.
 *
 * <p>A context that was built has not begun: a request that carries it can be executed any number of times. {@link LLMCall#begin()}
 * starts its clock, gives it an id where the caller set none, and a record of its own.
 */
public final class CallContext {
    /** The most {@link #tags()} of a call. */
    public static final int MAX_TAGS = 16;
    /** The longest key and the longest value of a tag, in characters. */
    public static final int MAX_TAG_LENGTH = 64;

    private final @Nullable String requestId;
    private final @Nullable String endpoint;
    private final @Nullable String caller;
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

    /** Starts with nothing set, and a cancellation of its own. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether the call has begun: its clock runs, and it has an id and a record. */
    public boolean hasBegun() {
        return record != null;
    }

    /** This context once begun: itself when it has, else a copy that begins now. */
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
        begun.record = new CallRecord(observer);
        return begun.build();
    }

    /** This context for what is asked as one attempt of the call. */
    CallContext insideAttempt() {
        Builder inside = toBuilder();
        inside.insideAttempt = true;
        return inside.build();
    }

    /** Whether an adapter further out records what is asked now as one attempt of the call. */
    public boolean isInsideAttempt() {
        return insideAttempt;
    }

    /** The id of the call, in the answer, in the log, and on the way to a nested server; empty until it has begun, unless it was set. */
    public String requestId() {
        return requestId == null ? "" : requestId;
    }

    /** How the call came in, for example {@code /v1/chat/completions}; absent in process. */
    public Optional<String> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    /** The name of who calls, as its key tells. */
    public Optional<String> caller() {
        return Optional.ofNullable(caller);
    }

    /** What the operator counts by, for example {@code team} → {@code triage}; at most {@value #MAX_TAGS}. */
    public Map<String, String> tags() {
        return tags;
    }

    /** What several calls belong to, for example a conversation or an end user, as the caller names it. */
    public Optional<String> session() {
        return Optional.ofNullable(session);
    }

    /** How deep this call is nested: 0 from outside, one more for each nested call. */
    public int depth() {
        return depth;
    }

    /** How many llm-connect servers the call has passed; 0 in process. Providers are told one more, so that no server calls itself forever. */
    public int hops() {
        return hops;
    }

    /** The latest end that was set from outside; {@link LLMCall#deadline()} has the timeout of the call in it, too. */
    public Optional<Deadline> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** Triggered when the caller has gone away. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** The trace that the call is a part of. */
    public Optional<TraceContext> trace() {
        return Optional.ofNullable(trace);
    }

    /** The source of time of this call. */
    public Ticker ticker() {
        return ticker;
    }

    /** When the call began, in nanoseconds of its {@link #ticker()}; now, when it has not begun. */
    public long startNanos() {
        return startNanos == null ? ticker.nanos() : startNanos;
    }

    /** Who is told what happens to the call. */
    public CallObserver observer() {
        return observer;
    }

    /** Who decides before each attempt whether it may be made. */
    public AttemptGuard attemptGuard() {
        return attemptGuard;
    }

    /** What has happened to the call so far, shared by all copies of its request; of a call that has not begun, an empty one. */
    public CallRecord record() {
        return record == null ? new CallRecord(observer) : record;
    }

    /** A builder that starts as a copy, of the same execution if this one has begun. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Names the call, its depth and whether it has begun. */
    @Override
    public String toString() {
        return "CallContext[" + requestId() + ", depth " + depth + (hasBegun() ? "" : ", not begun") + "]";
    }

    /** Sets what is known of a call. Not thread-safe. */
    public static final class Builder {
        private @Nullable String requestId;
        private @Nullable String endpoint;
        private @Nullable String caller;
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

        /** The id of the call; by default a random one for each execution. */
        public Builder requestId(String id) {
            requestId = id;
            return this;
        }

        /** How the call came in; in process by default. */
        public Builder endpoint(String path) {
            endpoint = path;
            return this;
        }

        /** The name of who calls; nobody in particular by default. */
        public Builder caller(@Nullable String name) {
            caller = name;
            return this;
        }

        /**
         * Replaces the tags; none by default.
         *
         * @throws LLMInvalidRequestException when there are more than {@value CallContext#MAX_TAGS}, or one has a blank key, or a key or a
         *     value longer than {@value CallContext#MAX_TAG_LENGTH} characters
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

        /** What several calls belong to; nothing by default. */
        public Builder session(@Nullable String id) {
            session = id;
            return this;
        }

        /** How deep the call is nested; 0 by default. */
        public Builder depth(int nesting) {
            depth = nesting;
            return this;
        }

        /** How many llm-connect servers the call has passed; 0 by default. */
        public Builder hops(int count) {
            hops = count;
            return this;
        }

        /** Ends the call no later than this; the earliest of several counts. */
        public Builder deadline(Deadline latest) {
            deadline = deadline == null ? latest : deadline.earlier(latest);
            return this;
        }

        /** What tells that the caller has gone; one of its own by default. */
        public Builder cancellation(Cancellation shared) {
            cancellation = shared;
            return this;
        }

        /** The trace that the call is a part of; none by default. */
        public Builder trace(@Nullable TraceContext context) {
            trace = context;
            return this;
        }

        /** The source of time; the JVM's by default. */
        public Builder ticker(Ticker source) {
            ticker = source;
            return this;
        }

        /** When the call began, in nanoseconds of its ticker; by default when an adapter is asked. */
        public Builder startNanos(long nanos) {
            startNanos = nanos;
            return this;
        }

        /**
         * Who is told what happens to the call; nobody by default. Called on threads of the call: {@link CallObservers} hands events over
         * to threads of their own.
         */
        public Builder observer(CallObserver observing) {
            observer = observing;
            return this;
        }

        /** Who decides before each attempt whether it may be made; every one may by default. */
        public Builder attemptGuard(AttemptGuard guard) {
            attemptGuard = guard;
            return this;
        }

        /** The context. */
        public CallContext build() {
            return new CallContext(this);
        }
    }
}
