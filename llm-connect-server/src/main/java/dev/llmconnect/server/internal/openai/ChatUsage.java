package dev.llmconnect.server.internal.openai;

import dev.llmconnect.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tokens used, as chat completions count them. */
final class ChatUsage {
    private ChatUsage() {}

    static Map<String, Object> of(Usage usage) {
        Map<String, Object> map = new LinkedHashMap<>(usage.toMap());
        Map<String, Object> prompt = new LinkedHashMap<>();
        prompt.put("cached_tokens", count(usage, "cached_tokens"));
        prompt.put("audio_tokens", count(usage, "prompt_audio_tokens"));
        copy(usage, "cache_write_tokens", prompt);
        map.put("prompt_tokens_details", prompt);
        Map<String, Object> completion = new LinkedHashMap<>();
        completion.put("reasoning_tokens", count(usage, "reasoning_tokens"));
        completion.put("audio_tokens", count(usage, "completion_audio_tokens"));
        completion.put("accepted_prediction_tokens", count(usage, "accepted_prediction_tokens"));
        completion.put("rejected_prediction_tokens", count(usage, "rejected_prediction_tokens"));
        map.put("completion_tokens_details", completion);
        return map;
    }

    private static Object count(Usage usage, String name) {
        return usage.details().getOrDefault(name, 0L);
    }

    private static void copy(Usage usage, String name, Map<String, Object> to) {
        Object value = usage.details().get(name);
        if (value != null) {
            to.put(name, value);
        }
    }
}
