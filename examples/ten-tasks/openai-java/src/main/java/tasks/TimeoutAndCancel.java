package tasks;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.RequestOptions;
import com.openai.errors.OpenAIIoException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.time.Duration;

class TimeoutAndCancel {
    public static void main(String[] args) throws Exception {
        OpenAIClient client =
                OpenAIOkHttpClient.builder().fromEnv().maxRetries(0).build();
        var params = ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addUserMessage("slow")
                .build();
        RequestOptions options =
                RequestOptions.builder().timeout(Duration.ofMillis(500)).build();
        try {
            client.chat().completions().create(params, options);
        } catch (OpenAIIoException e) {
            System.out.println("timeout");
        }
        var call = client.async().chat().completions().create(params);
        Thread.sleep(500);
        call.cancel(true);
        client.close();
    }
}
