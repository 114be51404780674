package tasks;

import dev.llmconnect.LLMAdapters;

class Call {
    public static void main(String[] args) {
        System.out.println(LLMAdapters.create("openai").execute("Hello").content());
    }
}
