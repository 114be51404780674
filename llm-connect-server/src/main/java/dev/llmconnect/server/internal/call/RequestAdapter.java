package dev.llmconnect.server.internal.call;

import dev.llmconnect.Cancellation;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.Operation;
import java.time.Duration;
import java.util.function.Consumer;

/** The server's adapter for the calls of one HTTP request: notes what is asked and what is answered. */
public final class RequestAdapter extends ForwardingAdapter {
    private final Cancellation clientGone;
    private final CallFacts facts;
    private final Duration defaultTimeout;
    private final Consumer<Duration> timeout;

    /**
     * @param defaultTimeout for a call that sets none; what lies behind the adapter may set a shorter one
     * @param timeout is told the timeout of each call, after which the engine answers by itself
     */
    public RequestAdapter(
            LLMAdapter adapter,
            Cancellation clientGone,
            CallFacts facts,
            Duration defaultTimeout,
            Consumer<Duration> timeout) {
        super(adapter);
        this.clientGone = clientGone;
        this.facts = facts;
        this.defaultTimeout = defaultTimeout;
        this.timeout = timeout;
    }

    @Override
    @SuppressWarnings("unchecked") // a stream stays a stream
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        facts.asked(provider(), call.config());
        timeout.accept(call.config().timeoutIfSet().orElse(defaultTimeout));
        T answer = super.around(call, operation);
        if (answer instanceof LLMResponse response) {
            answered(response);
        } else if (answer instanceof EmbeddingResponse response) {
            facts.answered(response.metadata(), response.model(), response.usage());
        }
        return answer instanceof LLMStream stream ? (T) new RequestStream(stream, clientGone, this::answered) : answer;
    }

    /** Does nothing: the adapter inside is the server's. */
    @Override
    public void close() {}

    private LLMResponse answered(LLMResponse answer) {
        facts.answered(answer.metadata(), answer.model(), answer.usage());
        return answer;
    }
}
