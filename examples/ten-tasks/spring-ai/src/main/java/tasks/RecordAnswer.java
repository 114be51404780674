package tasks;

import org.springframework.ai.chat.client.ChatClient;

class RecordAnswer {
    record Place(String city, int population) {}

    public static void main(String[] args) {
        ChatClient client = Spring.bean(ChatClient.Builder.class).build();
        System.out.println(client.prompt("The largest city of France?").call().entity(Place.class));
    }
}
