package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/** What an {@link LLMStream} gives as the model answers. Every kind is immutable. */
public sealed interface StreamEvent
        permits StreamEvent.Text, StreamEvent.Reasoning, StreamEvent.Refusal, StreamEvent.ToolCallDelta {

    /**
     * More of the answer.
     *
     * @param text the words to append
     */
    record Text(String text) implements StreamEvent {}

    /**
     * More of the model's reasoning.
     *
     * @param text the words to append
     */
    record Reasoning(String text) implements StreamEvent {}

    /**
     * More of the model's refusal.
     *
     * @param text the words to append
     */
    record Refusal(String text) implements StreamEvent {}

    /**
     * The beginning or more of a tool call.
     *
     * @param index which call of the answer, from 0
     * @param id the call's id; with the call's first event only
     * @param name the tool's name; with the call's first event only
     * @param arguments the JSON text to append to the arguments
     */
    record ToolCallDelta(
            int index, @Nullable String id, @Nullable String name, String arguments) implements StreamEvent {}
}
