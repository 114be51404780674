package dev.llmconnect.formats.messages;

import static dev.llmconnect.formats.messages.AnswerBlocks.typed;

import dev.llmconnect.formats.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The deltas that make up a block, and what a block looks like before them. */
final class BlockEvents {
    private BlockEvents() {}

    static Map<String, Object> delta(String type, String field, Object value) {
        Map<String, Object> delta = typed(type);
        delta.put(field, value);
        return delta;
    }

    /** A whole block before its deltas. */
    static Map<String, Object> start(Map<String, Object> block) {
        Map<String, Object> start = new LinkedHashMap<>(block);
        switch (String.valueOf(block.get("type"))) {
            case "text" -> {
                start.put("text", "");
                start.computeIfPresent("citations", (name, all) -> List.of());
            }
            case "thinking" -> {
                start.put("thinking", "");
                start.put("signature", "");
            }
            default -> start.computeIfPresent("input", (name, input) -> Map.of());
        }
        return start;
    }

    /** The deltas from {@link #start} to the whole block. */
    static List<Map<String, Object>> deltas(Map<String, Object> block) {
        List<Map<String, Object>> deltas = new ArrayList<>();
        switch (String.valueOf(block.get("type"))) {
            case "text" -> {
                add(deltas, "text_delta", "text", block.get("text"));
                deltas.addAll(citations(block));
            }
            case "thinking" -> {
                add(deltas, "thinking_delta", "thinking", block.get("thinking"));
                add(deltas, "signature_delta", "signature", block.get("signature"));
            }
            default -> {
                if (block.get("input") instanceof Map<?, ?> input && !input.isEmpty()) {
                    String json = new String(JsonText.bytes(input), StandardCharsets.UTF_8);
                    add(deltas, "input_json_delta", "partial_json", json);
                }
            }
        }
        return deltas;
    }

    static List<Map<String, Object>> citations(Map<String, Object> block) {
        List<Map<String, Object>> deltas = new ArrayList<>();
        if (block.get("citations") instanceof List<?> citations) {
            for (Object citation : citations) {
                deltas.add(delta("citations_delta", "citation", citation));
            }
        }
        return deltas;
    }

    private static void add(List<Map<String, Object>> deltas, String type, String field, @Nullable Object value) {
        if (value instanceof String text && !text.isEmpty()) {
            deltas.add(delta(type, field, text));
        }
    }
}
