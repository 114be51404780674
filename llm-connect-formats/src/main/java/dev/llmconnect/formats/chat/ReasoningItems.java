package dev.llmconnect.formats.chat;

import dev.llmconnect.Choice;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reasoning that its provider wants back unchanged, as the items of {@code reasoning_details}, a field that OpenRouter's clients
 * know: a client that gives the whole message back gives these back as well. What came in other formats is marked as ours.
 */
final class ReasoningItems {
    /** The field of a message. */
    static final String FIELD = "reasoning_details";

    private static final String PREFIX = "reasoning.";
    private static final String FORMAT = "format";
    private static final String OURS = "llm-connect";

    private ReasoningItems() {}

    /** The items of an answer; none when its words are all there is. */
    static List<Object> of(Choice answer) {
        List<Object> items = new ArrayList<>();
        answer.parts().forEach(part -> {
            if (part instanceof Reasoning reasoning
                    && (reasoning.signature() != null || !reasoning.raw().isEmpty())) {
                items.add(item(reasoning));
            }
        });
        return items;
    }

    private static Map<String, Object> item(Reasoning reasoning) {
        if (reasoning.raw().get("type") instanceof String type && type.startsWith(PREFIX)) {
            return reasoning.raw();
        }
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("type", PREFIX + "text");
        item.put("text", reasoning.text());
        if (reasoning.signature() != null) {
            item.put("signature", reasoning.signature());
        }
        item.put(FORMAT, OURS);
        if (!reasoning.raw().isEmpty()) {
            item.put("raw", reasoning.raw());
        }
        return item;
    }

    /** Whether an item was made of another format's reasoning here. */
    static boolean isOurs(Map<?, ?> item) {
        return OURS.equals(item.get(FORMAT));
    }

    /** What an item that a client gives back stands for. */
    static Reasoning read(RequestFields item) {
        Map<String, Object> whole = new LinkedHashMap<>(item.left());
        String text = item.text("text").orElse("") + item.text("summary").orElse("");
        String signature = item.text("signature").orElse(null);
        if (OURS.equals(whole.get(FORMAT))) {
            return Reasoning.of(
                    text, signature, item.object("raw").map(RequestFields::left).orElse(Map.of()));
        }
        return Reasoning.of(text, signature, whole);
    }
}
