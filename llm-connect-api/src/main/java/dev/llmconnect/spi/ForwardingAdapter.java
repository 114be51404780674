package dev.llmconnect.spi;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.ModelInfo;
import java.util.List;
import java.util.OptionalLong;

/** An adapter around another, for decorators: everything goes to the other until a method is overridden. */
public abstract class ForwardingAdapter implements LLMAdapter {
    private final LLMAdapter delegate;

    /**
     * Wraps another adapter.
     *
     * @param delegate what answers; closed with this adapter
     */
    protected ForwardingAdapter(LLMAdapter delegate) {
        this.delegate = delegate;
    }

    /** The adapter inside. */
    protected final LLMAdapter delegate() {
        return delegate;
    }

    @Override
    public String provider() {
        return delegate.provider();
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        return delegate.execute(request);
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        return delegate.stream(request);
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return delegate.embed(request);
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return delegate.countTokens(request);
    }

    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        return delegate.contextTokens(request);
    }

    @Override
    public List<ModelInfo> models() {
        return delegate.models();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
