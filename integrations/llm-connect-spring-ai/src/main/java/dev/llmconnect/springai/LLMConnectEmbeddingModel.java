package dev.llmconnect.springai;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.RunConfig;
import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.AbstractEmbeddingModel;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/** Spring AI embedding model backed by an adapter. Thread-safe; does not close the adapter. */
public final class LLMConnectEmbeddingModel extends AbstractEmbeddingModel {
    private final LLMAdapter adapter;
    private final String model;

    private LLMConnectEmbeddingModel(LLMAdapter adapter, String model) {
        this.adapter = adapter;
        this.model = model;
    }

    /**
     * Creates a model.
     *
     * @param model model of the provider, or a profile; options of a request may name another
     */
    public static LLMConnectEmbeddingModel of(LLMAdapter adapter, String model) {
        return new LLMConnectEmbeddingModel(adapter, model);
    }

    /**
     * Returns one embedding per text.
     *
     * @throws LLMException if the call fails
     */
    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        EmbeddingOptions options = request.getOptions();
        String named = options == null ? null : options.getModel();
        Integer dimensions = options == null ? null : options.getDimensions();
        dev.llmconnect.EmbeddingRequest.Builder texts = dev.llmconnect.EmbeddingRequest.builder()
                .config(RunConfig.builder()
                        .modelName(named == null ? model : named)
                        .build());
        if (dimensions != null) {
            texts.dimensions(dimensions);
        }
        request.getInstructions().forEach(texts::text);
        dev.llmconnect.EmbeddingResponse answer = adapter.embed(texts.build());
        List<Embedding> vectors = new ArrayList<>();
        answer.embeddings().forEach(vector -> vectors.add(new Embedding(vector.toArray(), vectors.size())));
        return new EmbeddingResponse(
                vectors, new EmbeddingResponseMetadata(answer.model(), ChatResponses.usage(answer.usage())));
    }

    /**
     * Returns the embedding of a document's text.
     *
     * @throws LLMException if the call fails
     */
    @Override
    public float[] embed(Document document) {
        String text = getEmbeddingContent(document);
        return embed(text == null ? "" : text);
    }
}
