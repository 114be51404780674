package tasks;

import java.time.Duration;
import org.springframework.ai.chat.client.ChatClient;

class TimeoutAndCancel {
    public static void main(String[] args) throws Exception {
        ChatClient client = Spring.bean(ChatClient.Builder.class).build();
        try {
            client.prompt("slow").stream().content().blockLast(Duration.ofMillis(500));
        } catch (IllegalStateException e) {
            System.out.println("timeout");
        }
        var call = client.prompt("slow").stream().content().subscribe();
        Thread.sleep(500);
        call.dispose();
    }
}
