package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.formats.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Items of an earlier answer, as they are to be sent back to a provider that has stored nothing. OpenAI looks an item up by its id
 * where it finds one, and fails ("Items are not persisted when `store` is set to false"); so ids stay away wherever the item can be
 * understood without, and must then stay away from all items of the answer.
 */
final class ReplayedItem {
    private static final String ID = "id";

    private ReplayedItem() {}

    /**
     * Encrypted reasoning stands for itself. Reasoning in the clear goes back as it came to the servers that write it so (OpenAI takes
     * none). A bare summary says nothing to the model, and without the provider's memory there is nothing behind it.
     */
    static Optional<Map<String, Object>> reasoning(Reasoning part) {
        JsonNode item = JsonNode.of(part.raw());
        if (!item.textOrEmpty("type").equals("reasoning")) {
            // Another format's, which no provider of this one could verify.
            return Optional.empty();
        }
        if (item.filled("encrypted_content").isPresent()) {
            Map<String, Object> bare = new LinkedHashMap<>(part.raw());
            List.of(ID, "status", "content").forEach(bare::remove);
            bare.putIfAbsent("summary", List.of());
            return Optional.of(bare);
        }
        return item.items("content").isEmpty() ? Optional.empty() : Optional.of(part.raw());
    }

    /** A step of a tool the provider ran itself. */
    static Map<String, Object> of(Map<String, Object> raw) {
        Map<String, Object> item = new LinkedHashMap<>(raw);
        if (JsonNode.of(raw).filled("call_id").isPresent() || "web_search_call".equals(item.get("type"))) {
            item.remove(ID);
        }
        return item;
    }
}
