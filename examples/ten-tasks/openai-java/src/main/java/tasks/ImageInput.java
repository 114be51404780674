package tasks;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartImage.ImageUrl;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.List;

class ImageInput {
    public static void main(String[] args) {
        OpenAIClient client = OpenAIOkHttpClient.fromEnv();
        ImageUrl url = ImageUrl.builder()
                .url("data:image/png;base64," + Picture.base64())
                .build();
        var image = ChatCompletionContentPartImage.builder().imageUrl(url).build();
        var text = ChatCompletionContentPartText.builder().text("What is this?").build();
        var params = ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addUserMessageOfArrayOfContentParts(
                        List.of(ChatCompletionContentPart.ofText(text), ChatCompletionContentPart.ofImageUrl(image)))
                .build();
        client.chat()
                .completions()
                .create(params)
                .choices()
                .get(0)
                .message()
                .content()
                .ifPresent(System.out::println);
        client.close();
    }
}
