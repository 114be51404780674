package tasks;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.tools.ToolMethod;
import dev.llmconnect.tools.ToolRunner;

class ToolLoop {
    @ToolMethod("The weather of a city")
    String weather(String city) {
        return "rain in " + city;
    }

    public static void main(String[] args) {
        ToolRunner assistant = ToolRunner.of(LLMAdapters.create("openai"), new ToolLoop());
        System.out.println(assistant.execute("Do I need an umbrella?").content());
    }
}
