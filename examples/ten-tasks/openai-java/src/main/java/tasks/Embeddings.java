package tasks;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.EmbeddingCreateParams;

class Embeddings {
    public static void main(String[] args) {
        OpenAIClient client = OpenAIOkHttpClient.fromEnv();
        var params = EmbeddingCreateParams.builder()
                .model("text-embedding-3-small")
                .input("leek soup")
                .build();
        System.out.println(
                client.embeddings().create(params).data().get(0).embedding().size());
        client.close();
    }
}
