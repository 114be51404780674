package dev.llmconnect.formats.messages;

import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code usage}, in which {@code input_tokens} leaves the cache out and {@code output_tokens} includes thinking. In a stream
 * later counts replace earlier ones, since each is for the whole answer so far. Counts of single rounds ({@code iterations}) and of
 * Anthropic's own tools stay in the wire fields.
 */
final class MessagesUsageReader {
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

    /** The fields that {@link Usage} has no exact place for. */
    Map<String, Object> others() {
        Map<String, Object> others = new LinkedHashMap<>(counts);
        others.keySet().removeAll(EXACT);
        return others;
    }

    /** The counts of each round where there were several (compaction, fallback, advice); the other counts are for the last one. */
    List<Object> iterations() {
        List<JsonNode> rounds = JsonNode.of(counts).items("iterations");
        return rounds.size() > 1
                ? List.copyOf(rounds.stream().map(JsonNode::object).toList())
                : List.of();
    }

    Usage read() {
        JsonNode usage = JsonNode.of(counts);
        long written = usage.number("cache_creation_input_tokens").orElse(0);
        long hourly = Math.min(
                written,
                usage.get("cache_creation").number("ephemeral_1h_input_tokens").orElse(0));
        Usage.Builder read = Usage.builder()
                .uncachedInputTokens(usage.number("input_tokens").orElse(0))
                .cacheReadTokens(usage.number("cache_read_input_tokens").orElse(0))
                .cacheWrite5mTokens(written - hourly)
                .cacheWrite1hTokens(hourly)
                .outputTokens(usage.number("output_tokens").orElse(0))
                .reasoningTokens(usage.get("output_tokens_details")
                        .number("thinking_tokens")
                        .orElse(0));
        JsonNode tools = usage.get("server_tool_use");
        tools.object()
                .keySet()
                .forEach(name -> read.extra(name, tools.number(name).orElse(0)));
        return read.build();
    }
}
