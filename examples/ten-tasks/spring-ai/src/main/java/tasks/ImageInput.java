package tasks;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

class ImageInput {
    public static void main(String[] args) {
        ChatClient client = Spring.bean(ChatClient.Builder.class).build();
        ByteArrayResource image = new ByteArrayResource(Picture.png());
        System.out.println(client.prompt()
                .user(user -> user.text("What is this?").media(MimeTypeUtils.IMAGE_PNG, image))
                .call()
                .content());
    }
}
