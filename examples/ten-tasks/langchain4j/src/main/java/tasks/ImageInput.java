package tasks;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;

class ImageInput {
    public static void main(String[] args) {
        ChatModel model = OpenAiChatModel.builder()
                .baseUrl(Models.URL) // stub
                .apiKey(Models.KEY)
                .modelName("gpt-4o-mini")
                .build();
        ImageContent image = ImageContent.from(Picture.base64(), "image/png");
        UserMessage message = UserMessage.from(TextContent.from("What is this?"), image);
        System.out.println(model.chat(message).aiMessage().text());
    }
}
