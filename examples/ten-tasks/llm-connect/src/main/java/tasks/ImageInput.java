package tasks;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMRequest;

class ImageInput {
    public static void main(String[] args) {
        Media image = Media.ofBytes("image/png", Picture.png());
        LLMRequest request = LLMRequest.builder().prompt("What is this?", image).build();
        System.out.println(LLMAdapters.create("openai").execute(request).content());
    }
}
