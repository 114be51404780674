package dev.llmconnect.opentelemetry;

import dev.llmconnect.Attempt;
import dev.llmconnect.AttemptInfo;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallResult;
import dev.llmconnect.CircuitChange;
import dev.llmconnect.Redactor;
import dev.llmconnect.RouteChange;
import dev.llmconnect.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A span of the kind SERVER for each call, which continues the caller's trace, and in it one of the kind CLIENT for each attempt. Their times
 * are those of the calls, whenever the events are told. Holds nothing of what is asked and answered. Thread-safe.
 */
final class CallSpans implements CallObserver {
    /** Calls whose end was never told are given up beyond so many. */
    private static final int MAX_OPEN = 50_000;

    private static final int MAX_LENGTH = 200;
    /** Names that are redacted once and not for every call. */
    private static final int MAX_SHOWN = 2000;

    private static final int SERVER_ERROR = 500;
    private static final double NANO = 1e9;

    private final Tracer tracer;
    private final GenAiNames names;
    private final CallIds ids;
    private final Map<String, String> shown = new ConcurrentHashMap<>();
    private final Map<CallInfo, OpenCall> open = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CallInfo, OpenCall> eldest) {
            if (size() <= MAX_OPEN) {
                return false;
            }
            eldest.getValue().giveUp();
            return true;
        }
    });

    CallSpans(Tracer tracer, GenAiNames names, CallIds ids) {
        this.tracer = tracer;
        this.names = names;
        this.ids = ids;
    }

    @Override
    public void started(CallInfo call) {
        SpanBuilder builder = tracer.spanBuilder(call.endpoint().orElse("call"))
                .setSpanKind(SpanKind.SERVER)
                .setParent(call.trace().map(CallSpans::remote).orElse(Context.root()))
                .setStartTimestamp(call.startTime())
                .setAttribute(SpanAttribute.REQUEST_ID.text(), call.requestId())
                .setAttribute(SpanAttribute.STREAM.flag(), call.isStreaming());
        call.endpoint().ifPresent(route -> builder.setAttribute(SpanAttribute.HTTP_ROUTE.text(), shown(route)));
        call.caller().ifPresent(name -> builder.setAttribute(SpanAttribute.CALLER.text(), shown(name)));
        if (call.depth() > 0) {
            builder.setAttribute(SpanAttribute.DEPTH.number(), (long) call.depth());
        }
        set(builder, SpanAttribute.REQUESTED_MODEL, call.model());
        open.put(call, new OpenCall(ids.with(call.traceId(), null, builder::startSpan), call.startTime()));
    }

    private static Context remote(TraceContext trace) {
        SpanContext parent = SpanContext.createFromRemoteParent(
                trace.traceId(),
                trace.parentId(),
                trace.isSampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                trace.tracestate().map(CallSpans::state).orElse(TraceState.getDefault()));
        return Context.root().with(Span.wrap(parent));
    }

    private static TraceState state(String header) {
        TraceStateBuilder state = TraceState.builder();
        // The builder puts the last one first.
        List<String> members = new ArrayList<>(List.of(header.split(",")));
        Collections.reverse(members);
        for (String member : members) {
            int equals = member.indexOf('=');
            if (equals > 0) {
                state.put(
                        member.substring(0, equals).strip(),
                        member.substring(equals + 1).strip());
            }
        }
        return state.build();
    }

    @Override
    public void attemptStarted(CallInfo call, AttemptInfo attempt) {
        OpenCall parent = open.get(call);
        if (parent == null) {
            return;
        }
        String operation = GenAiNames.operation(call.kind());
        String model = shown(attempt.model());
        SpanBuilder builder = tracer.spanBuilder(model.isEmpty() ? operation : operation + " " + model)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(Context.root().with(parent.server))
                .setStartTimestamp(call.startTime().plus(attempt.startedAfter()))
                .setAttribute(SpanAttribute.OPERATION.text(), operation)
                .setAttribute(names.provider(), GenAiNames.provider(attempt.provider()))
                .setAttribute(SpanAttribute.PROVIDER.text(), attempt.provider())
                .setAttribute(SpanAttribute.ATTEMPT.number(), (long) attempt.number());
        set(builder, SpanAttribute.REQUEST_MODEL, model);
        parent.attempts.put(attempt, ids.with(call.traceId(), attempt.spanId(), builder::startSpan));
    }

    @Override
    public void firstToken(CallInfo call, AttemptInfo attempt, Duration delay) {
        Span span = span(call, attempt);
        if (span != null && call.isStreaming()) {
            span.addEvent(
                    "first_token", call.startTime().plus(attempt.startedAfter()).plus(delay));
        }
    }

    private @Nullable Span span(CallInfo call, AttemptInfo attempt) {
        OpenCall parent = open.get(call);
        return parent == null ? null : parent.attempts.get(attempt);
    }

    @Override
    public void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {
        OpenCall parent = open.get(call);
        @Nullable Span span = parent == null ? null : parent.attempts.remove(attempt);
        if (parent == null || span == null) {
            return;
        }
        boolean ok = result.outcome().equals(Attempt.OK);
        span.setAttribute(SpanAttribute.OUTCOME.text(), result.outcome());
        if (ok && !result.model().isEmpty()) {
            span.setAttribute(SpanAttribute.RESPONSE_MODEL.text(), shown(result.model()));
        }
        if (result.usage().totalTokens() > 0) {
            span.setAttribute(
                    SpanAttribute.INPUT_TOKENS.number(), result.usage().inputTokens());
            span.setAttribute(
                    SpanAttribute.OUTPUT_TOKENS.number(), result.usage().outputTokens());
            if (names.isLatest()) {
                count(span, SpanAttribute.CACHE_READ_TOKENS, result.usage().cacheReadTokens());
                count(span, SpanAttribute.CACHE_WRITE_TOKENS, result.usage().cacheWriteTokens());
            }
        }
        if (result.isUsageEstimated()) {
            span.setAttribute(SpanAttribute.USAGE_ESTIMATED.flag(), true);
        }
        result.providerStatus()
                .ifPresent(status -> span.setAttribute(SpanAttribute.HTTP_STATUS.number(), (long) status));
        if (!ok) {
            span.setAttribute(SpanAttribute.ERROR_TYPE.text(), result.outcome());
            if (!result.outcome().equals(Attempt.CANCELLED) && !result.outcome().equals(Attempt.ABANDONED)) {
                span.setStatus(StatusCode.ERROR);
            }
        }
        parent.lastEvent = call.startTime().plus(attempt.startedAfter()).plus(result.duration());
        span.end(parent.lastEvent);
    }

    private static void count(Span span, SpanAttribute attribute, long tokens) {
        if (tokens > 0) {
            span.setAttribute(attribute.number(), tokens);
        }
    }

    @Override
    public void routeChanged(CallInfo call, RouteChange change) {
        OpenCall parent = open.get(call);
        if (parent != null) {
            parent.server.addEvent(
                    change.kind().name().toLowerCase(Locale.ROOT),
                    Attributes.of(
                            SpanAttribute.FROM.text(),
                            name(change.fromProvider(), change.fromModel()),
                            SpanAttribute.TO.text(),
                            name(change.toProvider(), change.toModel()),
                            SpanAttribute.CHANGE_REASON.text(),
                            change.reason(),
                            SpanAttribute.DELAY.decimal(),
                            seconds(change.delay())),
                    parent.lastEvent);
        }
    }

    @Override
    public void circuitChanged(CallInfo call, CircuitChange change) {
        OpenCall parent = open.get(call);
        if (parent != null) {
            parent.server.addEvent(
                    "circuit",
                    Attributes.of(
                            SpanAttribute.FROM.text(),
                            name(change.provider(), change.model()),
                            SpanAttribute.CIRCUIT_STATE.text(),
                            change.state().name().toLowerCase(Locale.ROOT),
                            SpanAttribute.CHANGE_REASON.text(),
                            change.reason(),
                            SpanAttribute.DELAY.decimal(),
                            seconds(change.delay())),
                    parent.lastEvent);
        }
    }

    @Override
    public void ended(CallInfo call, CallResult result) {
        OpenCall ended = open.remove(call);
        if (ended == null) {
            return;
        }
        Span span = ended.server;
        Instant end = call.startTime().plus(result.duration());
        ended.attempts.values().forEach(attempt -> attempt.end(end));
        span.setAttribute(SpanAttribute.OUTCOME.text(), result.outcome());
        span.setAttribute(SpanAttribute.ATTEMPTS.number(), (long) result.attemptCount());
        span.setAttribute(SpanAttribute.OVERHEAD.decimal(), seconds(result.overhead()));
        set(span, SpanAttribute.PROVIDER, result.provider());
        set(span, SpanAttribute.MODEL, result.model());
        result.profile().ifPresent(name -> set(span, SpanAttribute.PROFILE, name));
        result.reason().ifPresent(reason -> set(span, SpanAttribute.REASON, reason));
        result.finishReason().ifPresent(reason -> set(span, SpanAttribute.FINISH_REASON, reason.toString()));
        result.cost()
                .flatMap(cost -> cost.usd())
                .ifPresent(usd -> span.setAttribute(SpanAttribute.COST.decimal(), usd.doubleValue()));
        result.httpStatus().ifPresent(status -> span.setAttribute(SpanAttribute.HTTP_STATUS.number(), (long) status));
        if (!result.isOk()) {
            span.setAttribute(SpanAttribute.ERROR_TYPE.text(), result.outcome());
            boolean ours = result.httpStatus().orElse(SERVER_ERROR) >= SERVER_ERROR;
            if (ours && !result.outcome().equals(CallResult.CANCELLED)) {
                span.setStatus(StatusCode.ERROR);
            }
        }
        span.end(end);
    }

    private void set(SpanBuilder span, SpanAttribute attribute, String value) {
        if (!value.isEmpty()) {
            span.setAttribute(attribute.text(), shown(value));
        }
    }

    private void set(Span span, SpanAttribute attribute, String value) {
        AttributeKey<String> key = attribute.text();
        if (!value.isEmpty()) {
            span.setAttribute(key, shown(value));
        }
    }

    private String name(String provider, String model) {
        return shown(model.isEmpty() ? provider : provider + "/" + model);
    }

    /** Clients choose names of models: what looks like a key is no name. */
    private String shown(String value) {
        if (value.isEmpty()) {
            return value;
        }
        String known = shown.get(value);
        if (known == null) {
            known = Redactor.redact(value, MAX_LENGTH);
            if (shown.size() < MAX_SHOWN && value.length() <= MAX_LENGTH) {
                shown.put(value, known);
            }
        }
        return known;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANO;
    }

    /** A call that has not ended. */
    private static final class OpenCall {
        final Span server;
        final Map<AttemptInfo, Span> attempts = Collections.synchronizedMap(new LinkedHashMap<>());
        volatile Instant lastEvent;

        OpenCall(Span server, Instant start) {
            this.server = server;
            this.lastEvent = start;
        }

        void giveUp() {
            attempts.values().forEach(Span::end);
            server.end();
        }
    }
}
