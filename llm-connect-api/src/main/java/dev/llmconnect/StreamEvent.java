package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an {@link LLMStream} gives as the model answers. Every kind is immutable, and no {@code toString} shows its content. */
public sealed interface StreamEvent
        permits StreamEvent.Start,
                StreamEvent.Text,
                StreamEvent.Reasoning,
                StreamEvent.Refusal,
                StreamEvent.ToolCallDelta,
                StreamEvent.PartEnd {

    /**
     * Whether the model has written something: text, reasoning, a refusal, a tool call or the end of a part. What a provider says before
     * that is none, since it also comes while the model does nothing, and neither is an empty piece.
     */
    default boolean isToken() {
        return true;
    }

    /**
     * What is known of the answer before its first part: who answers, the usage so far, the wire format's own fields. If it comes, it
     * comes directly before the first other event, since it is no part of the answer yet.
     *
     * @param soFar an answer without parts
     */
    record Start(LLMResponse soFar) implements StreamEvent {
        @Override
        public boolean isToken() {
            return false;
        }
    }

    /**
     * More of the answer.
     *
     * @param text the text to append
     */
    record Text(String text) implements StreamEvent {
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }

        @Override
        public boolean isToken() {
            return !text.isEmpty();
        }
    }

    /**
     * More of the model's reasoning.
     *
     * @param text the text to append
     */
    record Reasoning(String text) implements StreamEvent {
        @Override
        public String toString() {
            return "Reasoning[" + text.length() + " characters]";
        }

        @Override
        public boolean isToken() {
            return !text.isEmpty();
        }
    }

    /**
     * More of the model's refusal.
     *
     * @param text the text to append
     */
    record Refusal(String text) implements StreamEvent {
        @Override
        public String toString() {
            return "Refusal[" + text.length() + " characters]";
        }

        @Override
        public boolean isToken() {
            return !text.isEmpty();
        }
    }

    /**
     * The beginning or more of a tool call.
     *
     * @param index which call of the answer, from 0
     * @param id the call's id; with the call's first event only
     * @param name the tool's name; with the call's first event only
     * @param arguments the JSON text to append to the arguments
     * @param extras what the provider attached to the call, as in {@link ToolCall#extras()}; with the call's first event only
     */
    record ToolCallDelta(
            int index, @Nullable String id, @Nullable String name, String arguments, Map<String, Object> extras)
            implements StreamEvent {
        /** Copies {@code extras}. */
        public ToolCallDelta {
            extras = extras.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extras));
        }

        /** Nothing attached. */
        public ToolCallDelta(int index, @Nullable String id, @Nullable String name, String arguments) {
            this(index, id, name, arguments, Map.of());
        }

        @Override
        public String toString() {
            return "ToolCallDelta[" + index + (name == null ? "" : ", " + name) + ", " + arguments.length()
                    + " characters]";
        }
    }

    /**
     * A part of the answer is complete. Providers whose parts have ends say so; others go on with the next part. What the deltas cannot
     * say (a signature, an image, a part that only one wire format knows) is said here alone.
     *
     * @param parts the part as it will stand in {@link LLMResponse#parts()}, deltas included, and the hints and citations that follow it
     */
    record PartEnd(List<ContentPart> parts) implements StreamEvent {
        /** Copies {@code parts}. */
        public PartEnd {
            parts = List.copyOf(parts);
        }
    }
}
