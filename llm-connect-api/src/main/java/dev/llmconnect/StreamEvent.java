package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Event of an {@link LLMStream}. Every kind is immutable, and no {@code toString} shows its content. */
public sealed interface StreamEvent
        permits StreamEvent.Start,
                StreamEvent.Text,
                StreamEvent.Reasoning,
                StreamEvent.Refusal,
                StreamEvent.ToolCallDelta,
                StreamEvent.PartStart,
                StreamEvent.PartEnd {

    /**
     * Whether the event contains model output: text, reasoning, a refusal, a tool call or the end of a part. {@code false} for a
     * {@link Start} and a {@link PartStart}, which may precede any work of the model, and for empty deltas.
     */
    default boolean isToken() {
        return true;
    }

    /**
     * Start of the answer: model, usage so far and fields of the wire format. Optional; directly precedes the first other event.
     *
     * @param soFar response without parts
     */
    record Start(LLMResponse soFar) implements StreamEvent {
        @Override
        public boolean isToken() {
            return false;
        }
    }

    /**
     * Text delta.
     *
     * @param text text to append
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
     * Reasoning delta.
     *
     * @param text text to append
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
     * Refusal delta.
     *
     * @param text text to append
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
     * Start or continuation of a tool call.
     *
     * @param index index of the call within the answer, starting at 0
     * @param id id of the call; only in its first event
     * @param name name of the tool; only in the call's first event
     * @param arguments JSON text to append to the arguments
     * @param extras provider data attached to the call, as in {@link ToolCall#extras()}; only in the call's first event
     */
    record ToolCallDelta(
            int index, @Nullable String id, @Nullable String name, String arguments, Map<String, Object> extras)
            implements StreamEvent {
        /** Copies {@code extras}. */
        public ToolCallDelta {
            extras = extras.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extras));
        }

        /** Creates a delta without extras. */
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
     * Start of a part of the answer, sent by providers that delimit parts and give each an id. Its deltas follow, if it has any.
     *
     * @param wire wire format of {@code raw}, for example {@link WireFormat#OPENAI_RESPONSES}
     * @param raw the part as the provider announced it
     */
    record PartStart(String wire, Map<String, Object> raw) implements StreamEvent {
        /** Copies {@code raw}. */
        public PartStart {
            raw = Collections.unmodifiableMap(new LinkedHashMap<>(raw));
        }

        @Override
        public String toString() {
            return "PartStart[" + wire + "]";
        }

        @Override
        public boolean isToken() {
            return false;
        }
    }

    /**
     * End of a part of the answer, sent by providers that delimit parts. The only source of what deltas cannot carry: signatures,
     * images, parts specific to a wire format.
     *
     * @param parts the part as in {@link LLMResponse#parts()}, including its deltas, followed by its hints and citations
     */
    record PartEnd(List<ContentPart> parts) implements StreamEvent {
        /** Copies {@code parts}. */
        public PartEnd {
            parts = List.copyOf(parts);
        }
    }
}
