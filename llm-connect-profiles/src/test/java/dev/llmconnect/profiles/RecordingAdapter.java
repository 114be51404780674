package dev.llmconnect.profiles;

import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.Usage;
import dev.llmconnect.spi.WireFieldsAdapter;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers with its own name, and keeps what it was asked. */
final class RecordingAdapter implements WireFieldsAdapter {
    final List<LLMRequest> requests = new CopyOnWriteArrayList<>();
    final List<EmbeddingRequest> embeddings = new CopyOnWriteArrayList<>();
    final AtomicInteger closings = new AtomicInteger();
    private final String provider;

    RecordingAdapter(String provider) {
        this.provider = provider;
    }

    LLMRequest last() {
        return requests.get(requests.size() - 1);
    }

    @Override
    public String provider() {
        return provider;
    }

    @Override
    public boolean takesWireFields(String wire) {
        return true;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        requests.add(request);
        return LLMResponse.builder()
                .content("from " + provider)
                .model(request.config().modelNameIfSet().orElse(provider + "-default"))
                .build();
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        embeddings.add(request);
        return EmbeddingResponse.builder()
                .model(request.config().modelNameIfSet().orElse(provider + "-default"))
                .embeddings(request.inputs().stream()
                        .map(input -> Embedding.of(1, 2))
                        .toList())
                .usage(Usage.of(1, 0))
                .build();
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        requests.add(request);
        return OptionalLong.of(3);
    }

    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        return OptionalLong.of(request.config().modelName().length());
    }

    @Override
    public List<ModelInfo> models() {
        return List.of(ModelInfo.of(provider + "-small", provider), ModelInfo.of("local-small", provider));
    }

    @Override
    public void close() {
        closings.incrementAndGet();
    }
}
