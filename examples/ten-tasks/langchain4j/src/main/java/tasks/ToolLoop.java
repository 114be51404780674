package tasks;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;

class ToolLoop {
    interface Assistant {
        String chat(String message);
    }

    @Tool("The weather of a city")
    String weather(String city) {
        return "rain in " + city;
    }

    public static void main(String[] args) {
        ChatModel model = OpenAiChatModel.builder()
                .baseUrl(Models.URL) // stub
                .apiKey(Models.KEY)
                .modelName("gpt-4o-mini")
                .build();
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model)
                .tools(new ToolLoop())
                .build();
        System.out.println(assistant.chat("Do I need an umbrella?"));
    }
}
