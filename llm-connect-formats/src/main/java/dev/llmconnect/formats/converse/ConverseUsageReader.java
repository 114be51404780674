package dev.llmconnect.formats.converse;

import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.JsonNode;

/** Reads {@code usage}, in which {@code inputTokens} leaves the cache out and {@code outputTokens} includes reasoning. */
final class ConverseUsageReader {
    private ConverseUsageReader() {}

    static Usage read(JsonNode usage) {
        long written = cache(usage, "cacheWriteInputToken");
        long hourly = 0;
        for (JsonNode detail : usage.items("cacheDetails")) {
            if (detail.textOrEmpty("ttl").equals("1h")) {
                hourly = Usage.sum(hourly, detail.number("inputTokens").orElse(0));
            }
        }
        hourly = Math.min(hourly, written);
        return Usage.builder()
                .uncachedInputTokens(usage.number("inputTokens").orElse(0))
                .cacheReadTokens(cache(usage, "cacheReadInputToken"))
                .cacheWrite5mTokens(written - hourly)
                .cacheWrite1hTokens(hourly)
                .outputTokens(usage.number("outputTokens").orElse(0))
                .build();
    }

    /** Some models' counts have a second name, others have that one alone. */
    private static long cache(JsonNode usage, String name) {
        return usage.number(name + "s").orElse(usage.number(name + "Count").orElse(0));
    }
}
