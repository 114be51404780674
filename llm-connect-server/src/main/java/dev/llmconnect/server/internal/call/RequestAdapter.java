package dev.llmconnect.server.internal.call;

import dev.llmconnect.Cancellation;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.spi.ForwardingAdapter;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The server's adapter for the calls of one HTTP request: the same checks before each call, the same facts afterwards. */
public final class RequestAdapter extends ForwardingAdapter {
    private final String requestId;
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
            String requestId,
            Cancellation clientGone,
            CallFacts facts,
            Duration defaultTimeout,
            Consumer<Duration> timeout) {
        super(adapter);
        this.requestId = requestId;
        this.clientGone = clientGone;
        this.facts = facts;
        this.defaultTimeout = defaultTimeout;
        this.timeout = timeout;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        prepare(request);
        return complete(delegate().execute(request));
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        prepare(request);
        return new RequestStream(delegate().stream(request), clientGone, this::complete);
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        prepare(request);
        EmbeddingResponse answer = delegate().embed(request);
        EmbeddingResponse complete = answer.withMetadataIfAbsent(LLMResponse.PROVIDER, provider())
                .withMetadataIfAbsent(LLMResponse.REQUEST_ID, requestId);
        facts.answered(complete.metadata(), complete.model(), complete.usage());
        return complete;
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        prepare(request);
        return delegate().countTokens(request);
    }

    /** Does nothing: the adapter inside is the server's. */
    @Override
    public void close() {}

    private void prepare(LLMCall call) {
        facts.asked(provider(), call.config());
        timeout.accept(call.config().timeoutIfSet().orElse(defaultTimeout));
        call.checkBeforeSpending();
    }

    private LLMResponse complete(LLMResponse answer) {
        LLMResponse complete = answer.withMetadataIfAbsent(LLMResponse.PROVIDER, provider())
                .withMetadataIfAbsent(LLMResponse.REQUEST_ID, requestId);
        facts.answered(complete.metadata(), complete.model(), complete.usage());
        return complete;
    }
}
