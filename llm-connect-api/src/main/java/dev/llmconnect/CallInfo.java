package dev.llmconnect;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Metadata of a call at its start, for a {@link CallObserver}. Contains no part of the prompt. Immutable and thread-safe. */
public final class CallInfo {
    /** Kinds of calls. */
    public enum Kind {
        /** A completion. */
        COMPLETION,
        /** An embedding. */
        EMBEDDING,
        /** A token count of a prompt. */
        TOKEN_COUNT,
        /** Unknown: the request was rejected before it was parsed. */
        UNKNOWN
    }

    private final CallContext context;
    private final Kind kind;
    private final boolean streaming;
    private final String model;
    private final Instant startTime;
    private final long traceHigh = TraceContext.randomId();
    private final long traceLow = TraceContext.randomId();

    private CallInfo(CallContext context, Kind kind, boolean streaming, String model) {
        this.context = context;
        this.kind = kind;
        this.streaming = streaming;
        this.model = model;
        this.startTime = Instant.now().minusNanos(Math.max(0, context.ticker().nanos() - context.startNanos()));
    }

    /** Creates the info of a call that has begun. */
    public static CallInfo of(LLMCall call, Kind kind, boolean streaming) {
        return new CallInfo(
                call.context(), kind, streaming, call.config().modelNameIfSet().orElse(""));
    }

    /** Creates the info of a call that is rejected before its kind is known. */
    public static CallInfo unknown(CallContext context) {
        return new CallInfo(context.begin(), Kind.UNKNOWN, false, "");
    }

    /** The context of the call, which goes on while the call does: its record says what has happened so far, its cancellation ends it. */
    public CallContext context() {
        return context;
    }

    /** Id of the call. */
    public String requestId() {
        return context.requestId();
    }

    /** Kind of the call. */
    public Kind kind() {
        return kind;
    }

    /** Whether the caller requested a stream. */
    public boolean isStreaming() {
        return streaming;
    }

    /** Requested model or profile; empty if none. */
    public String model() {
        return model;
    }

    /** Profile that the call uses; absent until it is known, and without a profile. */
    public Optional<String> profile() {
        return context.record().profile();
    }

    /** Wall-clock start time. */
    public Instant startTime() {
        return startTime;
    }

    /** Endpoint that received the call, for example {@code /v1/chat/completions}; absent for in-process calls. */
    public Optional<String> endpoint() {
        return context.endpoint();
    }

    /** Name of the caller. */
    public Optional<String> caller() {
        return context.caller();
    }

    /** Tags for reporting. */
    public Map<String, String> tags() {
        return context.tags();
    }

    /** Session that groups calls. */
    public Optional<String> session() {
        return context.session();
    }

    /** Nesting depth. */
    public int depth() {
        return context.depth();
    }

    /** Trace context of the caller. */
    public Optional<TraceContext> trace() {
        return context.trace();
    }

    /** Trace id, 32 hexadecimal digits; random if the caller sent none. */
    public String traceId() {
        return context.trace()
                .map(TraceContext::traceId)
                .orElseGet(() -> TraceContext.hex(traceHigh) + TraceContext.hex(traceLow));
    }

    @Override
    public String toString() {
        return "CallInfo[" + requestId() + ", " + kind + "]";
    }
}
