package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The items of {@code reasoning_details} (OpenRouter, Vercel), which must be sent back as they came for a tool turn. In a stream an
 * item comes in pieces, told apart by type and index; its texts are put together again.
 */
final class ReasoningDetails {
    private static final String PREFIX = "reasoning.";
    private static final List<String> TEXTS = List.of("text", "summary", "data");

    private final List<Map<String, Object>> items = new ArrayList<>();

    /** Whether it is an item of this kind, and not the raw reasoning of another format. */
    static boolean isItem(Map<String, Object> raw) {
        return raw.get("type") instanceof String type && type.startsWith(PREFIX);
    }

    /**
     * Takes the items of a message or a delta.
     *
     * @return the words in them
     */
    String add(List<JsonNode> more, boolean pieces) {
        StringBuilder words = new StringBuilder();
        for (JsonNode item : more) {
            if (!isItem(item.object())) {
                continue;
            }
            words.append(item.textOrEmpty("text")).append(item.textOrEmpty("summary"));
            Map<String, Object> last = items.isEmpty() ? Map.of() : items.get(items.size() - 1);
            if (pieces && continues(last, item.object())) {
                append(last, item.object());
            } else {
                items.add(new LinkedHashMap<>(item.object()));
            }
        }
        return words.toString();
    }

    /**
     * The items as parts of the answer, which together have the visible text. Where the items' own texts differ from it (some providers
     * encrypt them), it stands on the first part alone.
     *
     * @param visible the reasoning that the message shows
     */
    List<Reasoning> parts(String visible) {
        if (items.isEmpty()) {
            return visible.isEmpty() ? List.of() : List.of(Reasoning.of(visible));
        }
        List<Reasoning> parts = own();
        if (parts.stream().map(Reasoning::text).collect(Collectors.joining()).equals(visible)) {
            return parts;
        }
        List<Reasoning> shown = new ArrayList<>();
        for (Reasoning part : parts) {
            shown.add(Reasoning.of(shown.isEmpty() ? visible : "", part.signature(), part.raw()));
        }
        return shown;
    }

    private List<Reasoning> own() {
        items.forEach(item ->
                item.replaceAll((name, value) -> value instanceof StringBuilder text ? text.toString() : value));
        return items.stream()
                .map(JsonNode::of)
                .map(item -> Reasoning.of(
                        item.textOrEmpty("text") + item.textOrEmpty("summary"),
                        item.filled("signature").orElse(null),
                        item.object()))
                .toList();
    }

    private static boolean continues(Map<String, Object> last, Map<String, Object> item) {
        return !last.isEmpty()
                && Objects.equals(last.get("type"), item.get("type"))
                && Objects.equals(last.get("index"), item.get("index"))
                && (last.get("id") == null
                        || item.get("id") == null
                        || last.get("id").equals(item.get("id")));
    }

    /** A text that grows is a builder until {@link #own} makes a string of it. */
    private static void append(Map<String, Object> item, Map<String, Object> piece) {
        piece.forEach((name, value) -> {
            if (TEXTS.contains(name) && value instanceof String more && item.get(name) instanceof CharSequence text) {
                StringBuilder growing = text instanceof StringBuilder builder ? builder : new StringBuilder(text);
                item.put(name, growing.append(more));
            } else if (value != null) {
                item.put(name, value);
            }
        });
    }
}
