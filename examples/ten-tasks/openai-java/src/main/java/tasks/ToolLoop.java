package tasks;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;

class ToolLoop {
    @JsonClassDescription("The weather of a city")
    public static class Weather {
        public String city;
    }

    public static void main(String[] args) {
        OpenAIClient client = OpenAIOkHttpClient.fromEnv();
        var chat = ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addTool(Weather.class)
                .addUserMessage("Do I need an umbrella?");
        while (true) {
            var message = client.chat()
                    .completions()
                    .create(chat.build())
                    .choices()
                    .get(0)
                    .message();
            var calls = message.toolCalls();
            if (calls.isEmpty()) {
                message.content().ifPresent(System.out::println);
                break;
            }
            chat.addMessage(message);
            for (var call : calls.get()) {
                var function = call.asFunction();
                Weather weather = function.function().arguments(Weather.class);
                chat.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(function.id())
                        .content("rain in " + weather.city)
                        .build());
            }
        }
        client.close();
    }
}
