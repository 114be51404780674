package tasks;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.tool.annotation.Tool;

class ToolLoop {
    @Tool(description = "The weather of a city")
    String weather(String city) {
        return "rain in " + city;
    }

    public static void main(String[] args) {
        ChatClient client = Spring.bean(ChatClient.Builder.class).build();
        System.out.println(client.prompt("Do I need an umbrella?")
                .tools(new ToolLoop())
                .call()
                .content());
    }
}
