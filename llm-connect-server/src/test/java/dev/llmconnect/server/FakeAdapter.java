package dev.llmconnect.server;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.Usage;
import dev.llmconnect.spi.WireFieldsAdapter;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Records what it is asked, fields of every format included, and answers what it is told to. */
final class FakeAdapter implements WireFieldsAdapter {
    final List<LLMRequest> requests = new CopyOnWriteArrayList<>();
    volatile Function<LLMRequest, LLMResponse> answer = request -> hello();
    volatile OptionalLong tokens = OptionalLong.empty();
    volatile Function<LLMRequest, LLMStream> stream = request -> LLMStream.of(answer.apply(request));

    volatile Function<EmbeddingRequest, EmbeddingResponse> embed = WireFieldsAdapter.super::embed;
    volatile List<ModelInfo> models = List.of();

    static LLMResponse hello() {
        return LLMResponse.builder()
                .content("hello")
                .model("fake-1")
                .usage(Usage.of(3, 2))
                .finishReason(FinishReason.STOP)
                .build();
    }

    /** Answers with {@code hello} from now on. */
    void reset() {
        requests.clear();
        tokens = OptionalLong.empty();
        answer = request -> hello();
        stream = request -> LLMStream.of(answer.apply(request));
        embed = WireFieldsAdapter.super::embed;
        models = List.of();
    }

    @Override
    public String provider() {
        return "fake";
    }

    @Override
    public boolean takesWireFields(String wire) {
        return true;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        requests.add(request);
        return answer.apply(request);
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        requests.add(request);
        return stream.apply(request);
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return embed.apply(request);
    }

    @Override
    public List<ModelInfo> models() {
        return models;
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return tokens;
    }

    LLMRequest onlyRequest() {
        if (requests.size() != 1) {
            throw new AssertionError("asked " + requests.size() + " times");
        }
        return requests.get(0);
    }
}
