package tasks;

import com.openai.client.OpenAIClientAsync;
import com.openai.client.okhttp.OpenAIOkHttpClientAsync;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

class HundredCalls {
    public static void main(String[] args) {
        OpenAIClientAsync client = OpenAIOkHttpClientAsync.fromEnv();
        var calls = IntStream.range(0, 100)
                .mapToObj(i -> ChatCompletionCreateParams.builder()
                        .model("gpt-4o-mini")
                        .addUserMessage("Hello " + i)
                        .build())
                .map(params -> client.chat().completions().create(params))
                .toList();
        System.out.println(calls.stream().map(CompletableFuture::join).toList().size());
        client.close();
    }
}
