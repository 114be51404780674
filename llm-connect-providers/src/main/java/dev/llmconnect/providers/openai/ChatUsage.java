package dev.llmconnect.providers.openai;

import dev.llmconnect.Usage;
import dev.llmconnect.providers.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Counts tokens as the provider did, wherever it put them. */
final class ChatUsage {
    private ChatUsage() {}

    /** Whether it says anything: some send an object of {@code null}s before they know. */
    static boolean isCounted(JsonNode usage) {
        return usage.number("prompt_tokens").isPresent()
                || usage.number("completion_tokens").isPresent()
                || usage.number("total_tokens").isPresent();
    }

    static Usage read(JsonNode usage) {
        long prompt = usage.number("prompt_tokens").orElse(0);
        long completion = usage.number("completion_tokens").orElse(0);
        long total = usage.number("total_tokens").orElse(prompt + completion);
        JsonNode in = usage.has("prompt_tokens_details")
                ? usage.get("prompt_tokens_details")
                : usage.get("prompt_token_details");
        JsonNode out = usage.get("completion_tokens_details");
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "reasoning_tokens", out.number("reasoning_tokens"), usage.number("reasoning_tokens"));
        put(
                details,
                "cached_tokens",
                in.number("cached_tokens"),
                usage.number("prompt_cache_hit_tokens"),
                usage.number("cached_tokens"),
                usage.number("cache_read_input_tokens"),
                usage.number("num_cached_tokens"));
        put(
                details,
                "cache_write_tokens",
                in.number("cache_write_tokens"),
                in.number("cache_creation_tokens"),
                usage.number("cache_creation_input_tokens"),
                usage.number("cache_write_tokens"));
        put(details, "prompt_audio_tokens", in.number("audio_tokens"));
        put(details, "completion_audio_tokens", out.number("audio_tokens"));
        put(details, "accepted_prediction_tokens", out.number("accepted_prediction_tokens"));
        put(details, "rejected_prediction_tokens", out.number("rejected_prediction_tokens"));
        return new Usage(prompt, completion, total, details);
    }

    /** The first place that has a number; a 0 is not worth telling. */
    private static void put(Map<String, Object> details, String name, OptionalLong... places) {
        for (OptionalLong place : places) {
            if (place.isPresent() && place.getAsLong() != 0) {
                details.put(name, place.getAsLong());
                return;
            }
        }
    }
}
