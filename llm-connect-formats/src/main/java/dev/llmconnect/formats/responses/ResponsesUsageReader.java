package dev.llmconnect.formats.responses;

import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.JsonNode;

/** Reads {@code usage}, in which {@code input_tokens} includes the cache and {@code output_tokens} includes reasoning. */
final class ResponsesUsageReader {
    private ResponsesUsageReader() {}

    /** The counts; none of a response that has none, as one that was cut off early. */
    static Usage read(JsonNode usage) {
        JsonNode in = usage.get("input_tokens_details");
        JsonNode out = usage.get("output_tokens_details");
        return Usage.builder()
                .inputTokens(usage.number("input_tokens").orElse(0))
                .cacheReadTokens(in.number("cached_tokens").orElse(0))
                .cacheWrite5mTokens(in.number("cache_write_tokens").orElse(0))
                .audioInputTokens(in.number("audio_tokens").orElse(0))
                .imageInputTokens(in.number("image_tokens").orElse(0))
                .outputTokens(usage.number("output_tokens").orElse(0))
                .reasoningTokens(out.number("reasoning_tokens").orElse(0))
                .audioOutputTokens(out.number("audio_tokens").orElse(0))
                .imageOutputTokens(out.number("image_tokens").orElse(0))
                .build();
    }
}
