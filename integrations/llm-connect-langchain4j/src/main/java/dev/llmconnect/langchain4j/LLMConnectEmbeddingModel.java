package dev.llmconnect.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.RunConfig;
import java.util.List;

/** LangChain4j embedding model backed by an adapter. Thread-safe; does not close the adapter. */
public final class LLMConnectEmbeddingModel implements EmbeddingModel {
    private final LLMAdapter adapter;
    private final String model;

    private LLMConnectEmbeddingModel(LLMAdapter adapter, String model) {
        this.adapter = adapter;
        this.model = model;
    }

    /**
     * Creates a model.
     *
     * @param model model of the provider, or a profile
     */
    public static LLMConnectEmbeddingModel of(LLMAdapter adapter, String model) {
        return new LLMConnectEmbeddingModel(adapter, model);
    }

    /**
     * Returns one embedding per text.
     *
     * @throws dev.langchain4j.exception.LangChain4jException if the call fails; its cause is the {@link LLMException}
     */
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        EmbeddingRequest.Builder request = EmbeddingRequest.builder()
                .config(RunConfig.builder().modelName(model).build());
        segments.forEach(segment -> request.text(segment.text()));
        try {
            EmbeddingResponse answer = adapter.embed(request.build());
            return Response.from(
                    answer.embeddings().stream()
                            .map(vector -> Embedding.from(vector.toArray()))
                            .toList(),
                    ChatResponses.usage(answer.usage()));
        } catch (LLMException e) {
            throw ChatFailures.of(e);
        }
    }

    @Override
    public String modelName() {
        return model;
    }
}
