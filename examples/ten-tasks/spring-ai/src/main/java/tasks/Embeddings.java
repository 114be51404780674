package tasks;

import org.springframework.ai.embedding.EmbeddingModel;

class Embeddings {
    public static void main(String[] args) {
        System.out.println(Spring.bean(EmbeddingModel.class).embed("leek soup").length);
    }
}
