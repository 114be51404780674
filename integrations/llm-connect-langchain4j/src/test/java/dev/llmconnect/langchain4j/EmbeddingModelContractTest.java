package dev.llmconnect.langchain4j;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.common.AbstractEmbeddingModelIT;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** LangChain4j's own tests of embedding models. */
class EmbeddingModelContractTest extends AbstractEmbeddingModelIT {
    private static final LLMAdapter MOCK = LLMAdapters.create("mock");

    @AfterAll
    static void close() {
        MOCK.close();
    }

    @Override
    protected List<EmbeddingModel> models() {
        return List.of(LLMConnectEmbeddingModel.of(MOCK, "mock/echo"));
    }

    @Override
    protected EmbeddingModel modelWith(EmbeddingModelListener listener) {
        return LLMConnectEmbeddingModel.of(MOCK, "mock/echo").addListener(listener);
    }

    @Override
    protected EmbeddingModel failingModelWith(EmbeddingModelListener listener) {
        return LLMConnectEmbeddingModel.of(MOCK, "mock/error-500").addListener(listener);
    }

    @Override
    protected boolean supportsDimensionsParameter() {
        return true;
    }

    @Override
    protected boolean supportsInputTypeParameter() {
        return false;
    }

    @Override
    protected boolean supportsImageInput() {
        return false;
    }

    @Override
    protected boolean supportsInterleavedInput() {
        return false;
    }

    @Override
    protected int dimensionsParameter() {
        return 4;
    }
}
