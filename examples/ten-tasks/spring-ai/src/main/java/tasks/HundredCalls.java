package tasks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.springframework.ai.chat.client.ChatClient;

class HundredCalls {
    public static void main(String[] args) {
        ChatClient client = Spring.bean(ChatClient.Builder.class).build();
        var threads = Executors.newFixedThreadPool(100);
        var calls = IntStream.range(0, 100)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> client.prompt("Hello " + i).call().content(), threads))
                .toList();
        System.out.println(calls.stream().map(CompletableFuture::join).toList().size());
        threads.shutdown();
    }
}
