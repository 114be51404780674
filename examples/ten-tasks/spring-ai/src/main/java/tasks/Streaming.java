package tasks;

import org.springframework.ai.chat.client.ChatClient;

class Streaming {
    public static void main(String[] args) {
        ChatClient client = Spring.bean(ChatClient.Builder.class).build();
        client.prompt("Tell me a story").stream()
                .content()
                .doOnNext(System.out::print)
                .blockLast();
    }
}
