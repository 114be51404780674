package dev.llmconnect.providers.anthropic;

import dev.llmconnect.Usage;
import dev.llmconnect.providers.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Counts tokens as Anthropic does: {@code input_tokens} leaves the cache out. In a stream later counts replace earlier ones, since
 * each is for the whole answer so far.
 */
final class MessagesUsage {
    private static final Set<String> EXACT =
            Set.of("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens");

    private final Map<String, Object> counts = new LinkedHashMap<>();

    void update(JsonNode later) {
        later.object().forEach((name, value) -> {
            if (value != null) {
                counts.put(name, value);
            }
        });
    }

    /** The counts and words that {@link Usage} has no exact place for. */
    Map<String, Object> others() {
        Map<String, Object> others = new LinkedHashMap<>(counts);
        others.keySet().removeAll(EXACT);
        return others;
    }

    Usage read() {
        JsonNode usage = JsonNode.of(counts);
        long prompt = usage.number("input_tokens").orElse(0);
        long completion = usage.number("output_tokens").orElse(0);
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "reasoning_tokens", usage.get("output_tokens_details").number("thinking_tokens"));
        put(details, "cached_tokens", usage.number("cache_read_input_tokens"));
        put(details, "cache_write_tokens", usage.number("cache_creation_input_tokens"));
        // Of the tokens written those that stay for an hour, which cost more.
        put(details, "cache_write_1h_tokens", usage.get("cache_creation").number("ephemeral_1h_input_tokens"));
        put(details, "web_search_requests", usage.get("server_tool_use").number("web_search_requests"));
        // The other counts are for the last of several rounds (compaction, fallback, advice): these are for each.
        if (usage.items("iterations").size() > 1) {
            details.put(
                    "iterations",
                    usage.get("iterations").items().stream()
                            .map(JsonNode::object)
                            .toList());
        }
        return new Usage(prompt, completion, prompt + completion, details);
    }

    /** A 0 is not worth telling. */
    private static void put(Map<String, Object> details, String name, OptionalLong count) {
        if (count.isPresent() && count.getAsLong() != 0) {
            details.put(name, count.getAsLong());
        }
    }
}
