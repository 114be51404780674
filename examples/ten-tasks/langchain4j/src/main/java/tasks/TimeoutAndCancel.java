package tasks;

import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;
import java.util.concurrent.Executors;

class TimeoutAndCancel {
    static ChatModel model(Duration timeout) {
        return OpenAiChatModel.builder()
                .baseUrl(Models.URL) // stub
                .apiKey(Models.KEY)
                .modelName("gpt-4o-mini")
                .timeout(timeout)
                .maxRetries(0)
                .build();
    }

    public static void main(String[] args) throws Exception {
        try {
            model(Duration.ofMillis(500)).chat("slow");
        } catch (TimeoutException e) {
            System.out.println("timeout");
        }
        var threads = Executors.newCachedThreadPool();
        var call = threads.submit(() -> model(Duration.ofMinutes(1)).chat("slow"));
        Thread.sleep(500);
        call.cancel(true);
        threads.shutdown();
    }
}
