package dev.llmconnect.formats.chat;

import dev.llmconnect.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tokens used, as Chat Completions count them: cached tokens are part of the prompt, reasoning is part of the completion. */
final class ChatUsageWriter {
    private ChatUsageWriter() {}

    static Map<String, Object> of(Usage usage) {
        Map<String, Object> map = new LinkedHashMap<>(usage.toMap());
        Map<String, Object> prompt = new LinkedHashMap<>();
        prompt.put("cached_tokens", usage.cacheReadTokens());
        prompt.put("audio_tokens", usage.audioInputTokens());
        putUnlessZero(prompt, "cache_write_tokens", usage.cacheWriteTokens());
        putUnlessZero(prompt, "image_tokens", usage.imageInputTokens());
        map.put("prompt_tokens_details", prompt);
        Map<String, Object> completion = new LinkedHashMap<>();
        completion.put("reasoning_tokens", usage.reasoningTokens());
        completion.put("audio_tokens", usage.audioOutputTokens());
        putUnlessZero(completion, "image_tokens", usage.imageOutputTokens());
        for (String name : new String[] {"accepted_prediction_tokens", "rejected_prediction_tokens"}) {
            completion.put(name, usage.extras().getOrDefault(name, 0L));
        }
        map.put("completion_tokens_details", completion);
        return map;
    }

    private static void putUnlessZero(Map<String, Object> map, String name, long count) {
        if (count != 0) {
            map.put(name, count);
        }
    }
}
