package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message of the model's, as a client gives it back: reasoning, words, refusal, tool calls, in the order in which they were made. */
final class AssistantTurn {
    private static final String CONTENT = "content";
    private static final String REFUSAL = "refusal";
    private static final String AUDIO = "audio";
    private static final String TOOL_CALLS = "tool_calls";

    private AssistantTurn() {}

    static List<ContentPart> read(RequestFields message) {
        List<ContentPart> parts = new ArrayList<>(reasoning(message));
        boolean mayBeSilent = message.has(TOOL_CALLS) || message.has(REFUSAL) || message.has(AUDIO);
        Optional<Object> content = message.any(CONTENT);
        if (content.isEmpty() && !mayBeSilent) {
            throw message.missing(CONTENT);
        }
        // Beside tool calls an empty text says nothing, and some providers refuse it.
        content.filter(said -> !(said.equals("") && mayBeSilent))
                .ifPresent(said -> parts.addAll(ChatParts.read(message.path(CONTENT), said)));
        message.text(REFUSAL)
                .filter(words -> !words.isEmpty())
                .ifPresent(words -> parts.addAll(ChatParts.refusal(words)));
        message.object(AUDIO)
                .ifPresent(audio -> parts.add(new Opaque(WireFormat.OPENAI_CHAT, Map.of(AUDIO, audio.left()))));
        List<@Nullable Object> calls = message.list(TOOL_CALLS).orElse(List.of());
        for (int i = 0; i < calls.size(); i++) {
            String path = message.path(TOOL_CALLS) + "[" + i + "]";
            parts.addAll(ChatToolCalls.read(RequestFields.of(path, calls.get(i))));
        }
        return parts;
    }

    /** The items say it all where there are any; else the words alone, whichever of the two names they go by. */
    private static List<Reasoning> reasoning(RequestFields message) {
        Optional<String> words = message.text("reasoning_content");
        Optional<String> others = message.text("reasoning");
        List<@Nullable Object> details = message.list(ReasoningItems.FIELD).orElse(List.of());
        if (details.isEmpty()) {
            return words.or(() -> others).filter(text -> !text.isEmpty()).map(Reasoning::of).stream()
                    .toList();
        }
        List<Reasoning> items = new ArrayList<>();
        for (int i = 0; i < details.size(); i++) {
            String path = message.path(ReasoningItems.FIELD) + "[" + i + "]";
            items.add(ReasoningItems.read(RequestFields.of(path, details.get(i))));
        }
        return items;
    }
}
