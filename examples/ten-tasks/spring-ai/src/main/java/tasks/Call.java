package tasks;

import org.springframework.ai.chat.client.ChatClient;

class Call {
    public static void main(String[] args) {
        ChatClient client = Spring.bean(ChatClient.Builder.class).build();
        System.out.println(client.prompt("Hello").call().content());
    }
}
