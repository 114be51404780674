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

/** LangChain4j's embedding model over an adapter. Thread-safe; closes nothing. */
public final class LLMConnectEmbeddingModel implements EmbeddingModel {
    private final LLMAdapter adapter;
    private final String model;

    private LLMConnectEmbeddingModel(LLMAdapter adapter, String model) {
        this.adapter = adapter;
        this.model = model;
    }

    /**
     * A model.
     *
     * @param model the provider's name of it, or a profile's
     */
    public static LLMConnectEmbeddingModel of(LLMAdapter adapter, String model) {
        return new LLMConnectEmbeddingModel(adapter, model);
    }

    /**
     * Gives a vector for each text.
     *
     * @throws dev.langchain4j.exception.LangChain4jException when it cannot; its cause is the {@link LLMException}
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
