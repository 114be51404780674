package dev.llmconnect;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is known of a call when it starts, for a {@link CallObserver}. Immutable and thread-safe. Holds nothing of what is asked. */
public final class CallInfo {
    /** What a call asks for. */
    public enum Kind {
        /** An answer of a model. */
        COMPLETION,
        /** Vectors. */
        EMBEDDING,
        /** The number of tokens of a prompt. */
        TOKEN_COUNT,
        /** Not known: the request was refused before it was understood. */
        UNKNOWN
    }

    private final CallContext context;
    private final Kind kind;
    private final boolean streaming;
    private final String model;
    private final Instant startTime;

    private CallInfo(CallContext context, Kind kind, boolean streaming, String model) {
        this.context = context;
        this.kind = kind;
        this.streaming = streaming;
        this.model = model;
        this.startTime = Instant.now().minusNanos(Math.max(0, context.ticker().nanos() - context.startNanos()));
    }

    /** Of a call that has begun. */
    public static CallInfo of(LLMCall call, Kind kind, boolean streaming) {
        return new CallInfo(
                call.context(), kind, streaming, call.config().modelNameIfSet().orElse(""));
    }

    /** Of a call that is refused before it is known what it asks. */
    public static CallInfo unknown(CallContext context) {
        return new CallInfo(context.begin(), Kind.UNKNOWN, false, "");
    }

    /** The id of the call. */
    public String requestId() {
        return context.requestId();
    }

    /** What it asks for. */
    public Kind kind() {
        return kind;
    }

    /** Whether the answer is wanted as a stream. */
    public boolean isStreaming() {
        return streaming;
    }

    /** The model or profile that the caller named; empty when none. */
    public String model() {
        return model;
    }

    /** When it began, by the wall clock. */
    public Instant startTime() {
        return startTime;
    }

    /** How it came in, for example {@code /v1/chat/completions}; absent in process. */
    public Optional<String> endpoint() {
        return context.endpoint();
    }

    /** The name of who calls. */
    public Optional<String> caller() {
        return context.caller();
    }

    /** What the operator counts by. */
    public Map<String, String> tags() {
        return context.tags();
    }

    /** What several calls belong to. */
    public Optional<String> session() {
        return context.session();
    }

    /** How deep it is nested. */
    public int depth() {
        return context.depth();
    }

    /** The trace that it is a part of. */
    public Optional<TraceContext> trace() {
        return context.trace();
    }

    @Override
    public String toString() {
        return "CallInfo[" + requestId() + ", " + kind + "]";
    }
}
