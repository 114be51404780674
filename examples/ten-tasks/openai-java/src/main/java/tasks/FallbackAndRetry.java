package tasks;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

class FallbackAndRetry {
    public static void main(String[] args) {
        OpenAIClient first = OpenAIOkHttpClient.builder()
                .fromEnv()
                .baseUrl(System.getenv("OPENROUTER_BASE_URL"))
                .maxRetries(1)
                .build();
        OpenAIClient second = OpenAIOkHttpClient.fromEnv();
        var params = ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addUserMessage("Hello")
                .build();
        ChatCompletion answer;
        try {
            answer = first.chat().completions().create(params);
        } catch (OpenAIException e) {
            answer = second.chat().completions().create(params);
        }
        answer.choices().get(0).message().content().ifPresent(System.out::println);
        first.close();
        second.close();
    }
}
