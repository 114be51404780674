package tasks;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;

class FallbackAndRetry {
    static ChatModel model(String url) {
        return OpenAiChatModel.builder()
                .baseUrl(url)
                .apiKey(Models.KEY)
                .modelName("gpt-4o-mini")
                .maxRetries(2)
                .build();
    }

    public static void main(String[] args) {
        String answer;
        try {
            answer = model(Models.BROKEN_URL).chat("Hello");
        } catch (LangChain4jException e) {
            answer = model(Models.URL).chat("Hello");
        }
        System.out.println(answer);
    }
}
