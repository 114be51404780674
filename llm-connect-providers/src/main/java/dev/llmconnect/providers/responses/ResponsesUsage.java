package dev.llmconnect.providers.responses;

import dev.llmconnect.Usage;
import dev.llmconnect.providers.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Counts tokens as the provider did. */
final class ResponsesUsage {
    private ResponsesUsage() {}

    /** The counts; none of a response that has none, as one that was cut off early. */
    static Usage read(JsonNode usage) {
        if (!usage.isObject()) {
            return Usage.NONE;
        }
        long prompt = usage.number("input_tokens").orElse(0);
        long completion = usage.number("output_tokens").orElse(0);
        JsonNode in = usage.get("input_tokens_details");
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "reasoning_tokens", usage.get("output_tokens_details").number("reasoning_tokens"));
        put(details, "cached_tokens", in.number("cached_tokens"));
        put(details, "cache_write_tokens", in.number("cache_write_tokens"));
        return new Usage(prompt, completion, usage.number("total_tokens").orElse(prompt + completion), details);
    }

    /** A 0 is not worth telling. */
    private static void put(Map<String, Object> details, String name, OptionalLong count) {
        if (count.isPresent() && count.getAsLong() != 0) {
            details.put(name, count.getAsLong());
        }
    }
}
