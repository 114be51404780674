package tasks;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;

class Call {
    public static void main(String[] args) {
        ChatModel model = OpenAiChatModel.builder()
                .baseUrl(Models.URL) // stub
                .apiKey(Models.KEY)
                .modelName("gpt-4o-mini")
                .build();
        System.out.println(model.chat("Hello"));
    }
}
