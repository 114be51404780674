package tasks;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class HundredCalls {
    public static void main(String[] args) {
        ChatModel model = OpenAiChatModel.builder()
                .baseUrl(Models.URL) // stub
                .apiKey(Models.KEY)
                .modelName("gpt-4o-mini")
                .build();
        var threads = Executors.newFixedThreadPool(100);
        var calls = IntStream.range(0, 100)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> model.chat("Hello " + i), threads))
                .toList();
        System.out.println(calls.stream().map(CompletableFuture::join).toList().size());
        threads.shutdown();
    }
}
