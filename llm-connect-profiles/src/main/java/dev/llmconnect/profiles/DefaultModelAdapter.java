package dev.llmconnect.profiles;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.ForwardingAdapter;
import java.util.OptionalLong;

/** Names a model where a request names none: {@code --model} and {@code LLM_CONNECT_MODEL}. Thread-safe. */
public final class DefaultModelAdapter extends ForwardingAdapter {
    private final RunConfig fallback;

    /**
     * Wraps an adapter.
     *
     * @param delegate what answers; closed with this adapter
     * @param model the model of requests that name none; not blank
     */
    public DefaultModelAdapter(LLMAdapter delegate, String model) {
        super(delegate);
        this.fallback = RunConfig.builder().modelName(model).build();
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        return delegate().execute(request.toBuilder().config(named(request)).build());
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        return delegate().stream(request.toBuilder().config(named(request)).build());
    }

    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        return delegate()
                .contextTokens(request.toBuilder().config(named(request)).build());
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return delegate().countTokens(request.toBuilder().config(named(request)).build());
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return delegate().embed(request.toBuilder().config(named(request)).build());
    }

    private RunConfig named(LLMCall call) {
        return call.config().mergedOver(fallback);
    }
}
