package dev.llmconnect.providers.bedrock;

import dev.llmconnect.Usage;
import dev.llmconnect.providers.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts tokens as Bedrock does: {@code inputTokens} leaves the cache out, {@code totalTokens} has it in. */
final class ConverseUsage {
    private ConverseUsage() {}

    static Usage read(JsonNode usage) {
        long prompt = usage.number("inputTokens").orElse(0);
        long completion = usage.number("outputTokens").orElse(0);
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "cached_tokens", cache(usage, "cacheReadInputToken"));
        put(details, "cache_write_tokens", cache(usage, "cacheWriteInputToken"));
        // Of the tokens written those that stay for an hour, which cost more.
        put(
                details,
                "cache_write_1h_tokens",
                usage.items("cacheDetails").stream()
                        .filter(detail -> detail.textOrEmpty("ttl").equals("1h"))
                        .mapToLong(detail -> detail.number("inputTokens").orElse(0))
                        .sum());
        return new Usage(prompt, completion, usage.number("totalTokens").orElse(prompt + completion), details);
    }

    /** Some models' counts go under a second name, others under it alone. */
    private static long cache(JsonNode usage, String name) {
        return usage.number(name + "s").orElse(usage.number(name + "Count").orElse(0));
    }

    /** A 0 is not worth telling. */
    private static void put(Map<String, Object> details, String name, long count) {
        if (count != 0) {
            details.put(name, count);
        }
    }
}
