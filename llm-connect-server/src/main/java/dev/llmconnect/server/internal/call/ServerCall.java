package dev.llmconnect.server.internal.call;

import dev.llmconnect.CallContext;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallResult;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseMetadata;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A call of an HTTP client, from its request to its result. Whatever ends it first decides its outcome; the result is reported to the
 * observers once, when its attempts have ended. Thread-safe.
 */
public final class ServerCall {
    private final CallContext context;
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    private final AtomicBoolean reported = new AtomicBoolean();
    private volatile @Nullable UnaryOperator<CallResult.Builder> answer;

    /** How a call ended, and which status its client got. */
    private record Outcome(UnaryOperator<CallResult.Builder> result, int status, long nanos) {}

    /** @param context has begun */
    public ServerCall(CallContext context) {
        this.context = context;
    }

    /** The context of everything that is asked for this call. */
    public CallContext context() {
        return context;
    }

    /** Keeps what is known of the answer. */
    void answered(LLMResponse response) {
        answer = result -> result.answered(
                provider(response.metadata()), response.model(), response.finishReason(), response.usage());
    }

    /** Keeps what is known of the answer. */
    void answered(EmbeddingResponse response) {
        answer = result ->
                result.answered(provider(response.metadata()), response.model(), FinishReason.STOP, response.usage());
    }

    private static String provider(ResponseMetadata metadata) {
        return metadata.provider().orElse("");
    }

    /** The client gets its whole response. */
    public void succeeded(int status) {
        UnaryOperator<CallResult.Builder> known = answer;
        decide(known == null ? UnaryOperator.identity() : known, status);
    }

    /** The call fails; what a failed call does afterwards, or its client, changes nothing. */
    public void failed(LLMException failure, int status) {
        decide(result -> result.failed(failure), status);
    }

    /** The client has left; however the call ends because of that, it is cancelled. */
    public void cancelled(int status) {
        decide(CallResult.Builder::cancelled, status);
    }

    private void decide(UnaryOperator<CallResult.Builder> result, int status) {
        outcome.compareAndSet(null, new Outcome(result, status, context.ticker().nanos()));
    }

    /**
     * Reports the result to the observers, once it is decided; the first time only.
     *
     * @param always whether it is a call even if no adapter was asked
     * @return whether this was the first time
     */
    public boolean report(boolean always) {
        Outcome decided = outcome.get();
        if (decided == null || !reported.compareAndSet(false, true)) {
            return false;
        }
        if (always || context.record().info().isPresent()) {
            if (context.record().info().isEmpty()) {
                context.record().started(CallInfo.unknown(context));
            }
            CallResult.Builder result = decided.result().apply(CallResult.builder(context));
            context.record().ended(result.httpStatus(decided.status()).build());
        }
        return true;
    }

    /** Whether its outcome has been decided for longer than a time, and is not reported. */
    public boolean isOverdue(long nowNanos, long maxNanos) {
        Outcome decided = outcome.get();
        return decided != null && !reported.get() && nowNanos - decided.nanos() > maxNanos;
    }
}
