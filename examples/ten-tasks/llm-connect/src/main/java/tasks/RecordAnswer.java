package tasks;

import dev.llmconnect.LLMAdapters;

class RecordAnswer {
    record Place(String city, int population) {}

    public static void main(String[] args) {
        System.out.println(LLMAdapters.create("openai").execute("The largest city of France?", Place.class));
    }
}
