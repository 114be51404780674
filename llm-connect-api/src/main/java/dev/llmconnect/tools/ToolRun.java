package dev.llmconnect.tools;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import java.util.List;

/** What a {@link ToolRunner} did for one request. Immutable. */
public final class ToolRun {
    private final LLMResponse response;
    private final List<Message> messages;
    private final int turns;

    ToolRun(LLMResponse response, List<Message> messages, int turns) {
        this.response = response;
        this.messages = List.copyOf(messages);
        this.turns = turns;
    }

    /** The last answer; its usage and its cost are those of all turns together. */
    public LLMResponse response() {
        return response;
    }

    /** The text of the last answer. */
    public String content() {
        return response.content();
    }

    /** The whole conversation: what was asked, every tool call and result, and the last answer. */
    public List<Message> messages() {
        return messages;
    }

    /** How often the model was asked. */
    public int turns() {
        return turns;
    }

    /** Names the answer, never its content. */
    @Override
    public String toString() {
        return "ToolRun[" + turns + " turn(s), " + response + "]";
    }
}
