package tasks;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.openai.OpenAiChatOptions;

class FallbackAndRetry {
    public static void main(String[] args) {
        ChatClient client = Spring.bean(ChatClient.Builder.class).build();
        String answer;
        try {
            answer = client.prompt("Hello")
                    .options(OpenAiChatOptions.builder().model("broken"))
                    .call()
                    .content();
        } catch (RuntimeException e) {
            answer = client.prompt("Hello").call().content();
        }
        System.out.println(answer);
    }
}
