package tasks;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMAdapters;

class Embeddings {
    public static void main(String[] args) {
        EmbeddingRequest request = EmbeddingRequest.of("leek soup", "text-embedding-3-small");
        System.out.println(
                LLMAdapters.create("openai").embed(request).embeddings().get(0).dimensions());
    }
}
