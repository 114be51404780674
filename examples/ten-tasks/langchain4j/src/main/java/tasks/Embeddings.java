package tasks;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;

class Embeddings {
    public static void main(String[] args) {
        EmbeddingModel model = OpenAiEmbeddingModel.builder()
                .baseUrl(Models.URL) // stub
                .apiKey(Models.KEY)
                .modelName("text-embedding-3-small")
                .build();
        System.out.println(model.embed("leek soup").content().dimension());
    }
}
