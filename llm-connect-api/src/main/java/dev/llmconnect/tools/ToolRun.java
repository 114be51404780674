package dev.llmconnect.tools;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import java.util.List;

/** Result of a {@link ToolRunner} for one request. Immutable. */
public final class ToolRun {
    private final LLMResponse response;
    private final List<Message> messages;
    private final int turns;

    ToolRun(LLMResponse response, List<Message> messages, int turns) {
        this.response = response;
        this.messages = List.copyOf(messages);
        this.turns = turns;
    }

    /** Last answer, with the usage and cost of all turns. */
    public LLMResponse response() {
        return response;
    }

    /** Text of the last answer. */
    public String content() {
        return response.content();
    }

    /** Whole conversation: the request, tool calls and results, and the last answer. */
    public List<Message> messages() {
        return messages;
    }

    /** Number of model calls. */
    public int turns() {
        return turns;
    }

    /** Returns the answer's description, never its content. */
    @Override
    public String toString() {
        return "ToolRun[" + turns + " turn(s), " + response + "]";
    }
}
