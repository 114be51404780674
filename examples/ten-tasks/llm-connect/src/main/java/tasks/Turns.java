package tasks;

import dev.llmconnect.Conversation;
import dev.llmconnect.LLMAdapters;

class Turns {
    public static void main(String[] args) {
        Conversation chat = Conversation.with(LLMAdapters.create("openai")).system("Be brief");
        chat.send("My name is Ada");
        System.out.println(chat.send("What is my name?").content());
    }
}
