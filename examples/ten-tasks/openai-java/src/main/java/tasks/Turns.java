package tasks;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

class Turns {
    public static void main(String[] args) {
        OpenAIClient client = OpenAIOkHttpClient.fromEnv();
        var chat = ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addSystemMessage("Be brief")
                .addUserMessage("My name is Ada");
        var first = client.chat().completions().create(chat.build());
        chat.addMessage(first.choices().get(0).message()).addUserMessage("What is my name?");
        var second = client.chat().completions().create(chat.build());
        second.choices().get(0).message().content().ifPresent(System.out::println);
        client.close();
    }
}
