package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers with its own name, and keeps what it was asked. */
final class RecordingAdapter implements LLMAdapter {
    final List<LLMRequest> requests = new CopyOnWriteArrayList<>();
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
    public LLMResponse execute(LLMRequest request) {
        requests.add(request);
        return LLMResponse.builder()
                .content("from " + provider)
                .model(request.config().modelNameIfSet().orElse(provider + "-default"))
                .build();
    }

    @Override
    public List<ModelInfo> models() {
        return List.of(new ModelInfo(provider + "-small", provider), new ModelInfo("local-small", provider));
    }

    @Override
    public void close() {
        closings.incrementAndGet();
    }
}
