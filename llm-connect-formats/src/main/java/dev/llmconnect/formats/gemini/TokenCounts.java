package dev.llmconnect.formats.gemini;

import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.JsonNode;
import java.util.List;
import java.util.Locale;

/**
 * Reads {@code usageMetadata}. Cached tokens are part of {@code promptTokenCount}; {@code thoughtsTokenCount} is no part of
 * {@code candidatesTokenCount}, nor {@code toolUsePromptTokenCount} (what Google's own tools added to the input) of the prompt's
 * (https://ai.google.dev/api/generate-content#UsageMetadata).
 */
final class TokenCounts {
    private static final List<String> COUNTS = List.of(
            "promptTokenCount",
            "candidatesTokenCount",
            "thoughtsTokenCount",
            "toolUsePromptTokenCount",
            "totalTokenCount");

    private TokenCounts() {}

    /** Whether it has a count: before the end of a stream it may name the kind of traffic only. */
    static boolean areIn(JsonNode usage) {
        return COUNTS.stream().anyMatch(name -> usage.number(name).isPresent());
    }

    static Usage read(JsonNode usage) {
        long tools = count(usage, "toolUsePromptTokenCount");
        List<JsonNode> in = usage.items("promptTokensDetails");
        List<JsonNode> fromTools = usage.items("toolUsePromptTokensDetails");
        List<JsonNode> out = usage.items("candidatesTokensDetails");
        Usage.Builder read = Usage.builder()
                .inputTokens(Usage.sum(count(usage, "promptTokenCount"), tools))
                .cacheReadTokens(count(usage, "cachedContentTokenCount"))
                .textTokens(count(usage, "candidatesTokenCount"))
                .reasoningTokens(count(usage, "thoughtsTokenCount"))
                .audioInputTokens(Usage.sum(of("audio", in), of("audio", fromTools)))
                .imageInputTokens(Usage.sum(of("image", in), of("image", fromTools)))
                .audioOutputTokens(of("audio", out))
                .imageOutputTokens(of("image", out))
                .extra("tool_prompt_tokens", tools);
        for (String kind : List.of("video", "document")) {
            read.extra("prompt_" + kind + "_tokens", Usage.sum(of(kind, in), of(kind, fromTools)));
            read.extra("completion_" + kind + "_tokens", of(kind, out));
        }
        return read.build();
    }

    private static long of(String modality, List<JsonNode> counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            if (count.textOrEmpty("modality").toLowerCase(Locale.ROOT).equals(modality)) {
                sum = Usage.sum(sum, count(count, "tokenCount"));
            }
        }
        return sum;
    }

    private static long count(JsonNode usage, String name) {
        return usage.number(name).orElse(0);
    }
}
