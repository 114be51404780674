package dev.llmconnect.providers.gemini;

import dev.llmconnect.Usage;
import dev.llmconnect.providers.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads {@code usageMetadata}. The counts are Google's own: the answer's tokens do not include those of the reasoning
 * ({@code reasoning_tokens} of the details), nor the prompt's those that tools of Google's added ({@code tool_prompt_tokens}), while
 * the total includes both. Cached tokens are part of the prompt's.
 */
final class TokenCounts {
    private static final List<String> COUNTS = List.of(
            "promptTokenCount",
            "candidatesTokenCount",
            "thoughtsTokenCount",
            "toolUsePromptTokenCount",
            "totalTokenCount");

    private TokenCounts() {}

    /** Whether it says anything: before the end of a stream it may name the kind of traffic only. */
    static boolean areIn(JsonNode usage) {
        return COUNTS.stream().anyMatch(name -> usage.number(name).isPresent());
    }

    static Usage read(JsonNode usage) {
        long prompt = usage.number("promptTokenCount").orElse(0);
        long candidates = usage.number("candidatesTokenCount").orElse(0);
        long thoughts = usage.number("thoughtsTokenCount").orElse(0);
        long tools = usage.number("toolUsePromptTokenCount").orElse(0);
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "reasoning_tokens", thoughts);
        put(details, "cached_tokens", usage.number("cachedContentTokenCount").orElse(0));
        put(details, "tool_prompt_tokens", tools);
        modalities(details, "prompt_", usage.items("promptTokensDetails"));
        modalities(details, "completion_", usage.items("candidatesTokensDetails"));
        long sum = Stream.of(prompt, candidates, thoughts, tools).reduce(0L, Long::sum);
        return new Usage(prompt, candidates, usage.number("totalTokenCount").orElse(sum), details);
    }

    /** For example {@code prompt_image_tokens}; text is what is left and not worth telling. */
    private static void modalities(Map<String, Object> details, String prefix, List<JsonNode> counts) {
        for (JsonNode count : counts) {
            String kind = count.textOrEmpty("modality").toLowerCase(Locale.ROOT);
            if (!kind.isEmpty() && !kind.equals("text")) {
                put(
                        details,
                        prefix + kind + "_tokens",
                        count.number("tokenCount").orElse(0));
            }
        }
    }

    private static void put(Map<String, Object> details, String name, long count) {
        if (count != 0) {
            details.put(name, count);
        }
    }
}
