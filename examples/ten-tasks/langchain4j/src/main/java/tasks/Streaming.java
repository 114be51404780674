package tasks;

import dev.langchain4j.model.LambdaStreamingResponseHandler;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;

class Streaming {
    public static void main(String[] args) throws Exception {
        StreamingChatModel model = OpenAiStreamingChatModel.builder()
                .baseUrl(Models.URL) // stub
                .apiKey(Models.KEY)
                .modelName("gpt-4o-mini")
                .build();
        LambdaStreamingResponseHandler.onPartialResponseBlocking(model, "Tell me a story", System.out::print);
    }
}
