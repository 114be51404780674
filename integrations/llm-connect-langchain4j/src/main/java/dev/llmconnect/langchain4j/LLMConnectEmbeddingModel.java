package dev.llmconnect.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.RunConfig;
import java.util.List;
import java.util.Set;

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
        EmbeddingResponse answer = embed(EmbeddingRequest.builder()
                .inputs(segments.stream().map(EmbeddingInput::from).toList())
                .build());
        return Response.from(answer.embeddings(), answer.tokenUsage());
    }

    /**
     * Executes a request with completed parameters.
     *
     * @throws dev.langchain4j.exception.LangChain4jException if the call fails; its cause is the {@link LLMException}
     */
    @Override
    public EmbeddingResponse doEmbed(EmbeddingRequest request) {
        String wanted = request.modelName();
        dev.llmconnect.EmbeddingRequest.Builder asked = dev.llmconnect.EmbeddingRequest.builder()
                .config(RunConfig.builder()
                        .modelName(wanted == null ? model : wanted)
                        .build());
        request.inputs().forEach(input -> asked.text(input.text()));
        if (request.dimensions() != null) {
            asked.dimensions(request.dimensions());
        }
        try {
            dev.llmconnect.EmbeddingResponse answer = adapter.embed(asked.build());
            return EmbeddingResponse.builder()
                    .embeddings(answer.embeddings().stream()
                            .map(vector -> Embedding.from(vector.toArray()))
                            .toList())
                    .modelName(answer.model())
                    .tokenUsage(ChatResponses.usage(answer.usage()))
                    .build();
        } catch (LLMException e) {
            throw ChatFailures.of(e);
        }
    }

    @Override
    public Set<EmbeddingParameter<?>> supportedParameters() {
        return Set.of(EmbeddingRequestParameters.MODEL_NAME, EmbeddingRequestParameters.DIMENSIONS);
    }

    @Override
    public String modelName() {
        return model;
    }
}
