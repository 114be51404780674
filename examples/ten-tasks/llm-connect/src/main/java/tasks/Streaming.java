package tasks;

import dev.llmconnect.LLMAdapters;

class Streaming {
    public static void main(String[] args) {
        LLMAdapters.create("openai").stream("Tell me a story").forEachText(System.out::print);
    }
}
