package tasks;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;

class Turns {
    public static void main(String[] args) {
        ChatMemory memory = MessageWindowChatMemory.builder().build();
        ChatClient client = Spring.bean(ChatClient.Builder.class)
                .defaultSystem("Be brief")
                .defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
                .defaultAdvisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, "ada"))
                .build();
        client.prompt("My name is Ada").call().content();
        System.out.println(client.prompt("What is my name?").call().content());
    }
}
