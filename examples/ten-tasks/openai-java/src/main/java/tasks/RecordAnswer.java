package tasks;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

class RecordAnswer {
    public record Place(String city, int population) {}

    public static void main(String[] args) {
        OpenAIClient client = OpenAIOkHttpClient.fromEnv();
        var params = ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addUserMessage("The largest city of France?")
                .responseFormat(Place.class)
                .build();
        client.chat()
                .completions()
                .create(params)
                .choices()
                .get(0)
                .message()
                .content()
                .ifPresent(System.out::println);
        client.close();
    }
}
