package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
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
        return delegate().execute(named(request));
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        return delegate().stream(named(request));
    }

    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        return delegate().contextTokens(named(request));
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return delegate().countTokens(named(request));
    }

    private LLMRequest named(LLMRequest request) {
        return request.toBuilder().config(request.config().mergedOver(fallback)).build();
    }
}
