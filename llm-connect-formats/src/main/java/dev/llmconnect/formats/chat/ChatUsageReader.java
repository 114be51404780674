package dev.llmconnect.formats.chat;

import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.JsonNode;
import java.util.OptionalLong;

/**
 * Reads {@code usage}. As OpenAI defines it, {@code prompt_tokens} includes cached tokens and {@code completion_tokens} includes
 * reasoning (https://platform.openai.com/docs/api-reference/chat/object). Hosts that count either beside show it in their total, or
 * in reasoning that is larger than the completion. Cached tokens that are more than the prompt are no such sign: Azure and Mistral
 * give them in whole blocks.
 */
final class ChatUsageReader {
    private final JsonNode usage;
    private final JsonNode in;
    private final JsonNode out;

    private ChatUsageReader(JsonNode usage) {
        this.usage = usage;
        this.in = usage.has("prompt_tokens_details")
                ? usage.get("prompt_tokens_details")
                : usage.get("prompt_token_details");
        this.out = usage.get("completion_tokens_details");
    }

    /** Whether it has a count: some send an object of {@code null}s before they know. */
    static boolean isCounted(JsonNode usage) {
        return usage.number("prompt_tokens").isPresent()
                || usage.number("completion_tokens").isPresent()
                || usage.number("total_tokens").isPresent();
    }

    /**
     * The counts.
     *
     * @param visibleOutput whether the answer has text or tool calls, for which reasoning alone cannot account
     */
    static Usage read(JsonNode usage, boolean visibleOutput) {
        return new ChatUsageReader(usage).read(visibleOutput);
    }

    private Usage read(boolean visibleOutput) {
        long prompt = count(usage.number("prompt_tokens"));
        long completion = count(usage.number("completion_tokens"));
        long reasoning = count(out.number("reasoning_tokens"), usage.number("reasoning_tokens"));
        long cached = count(
                in.number("cached_tokens"),
                usage.number("prompt_cache_hit_tokens"),
                usage.number("cached_tokens"),
                usage.number("cache_read_input_tokens"),
                usage.number("num_cached_tokens"));
        long written = count(
                in.number("cache_write_tokens"),
                in.number("cache_creation_tokens"),
                usage.number("cache_creation_input_tokens"),
                usage.number("cache_write_tokens"));
        long hourly = Math.min(written, count(usage.get("cache_creation").number("ephemeral_1h_input_tokens")));
        long cache = Usage.sum(cached, written);
        // The total's part that neither prompt nor completion accounts for.
        long gap = Math.max(0, count(usage.number("total_tokens")) - Usage.sum(prompt, completion));
        if (gap != 0 && gap != reasoning && (gap == cache || gap == Usage.sum(cache, reasoning))) {
            prompt = Usage.sum(prompt, cache);
            gap = Math.max(0, gap - cache);
        }
        if (gap > 0) {
            // xAI counts reasoning beside completion_tokens; Google's compatible API tells it in the total alone.
            reasoning = reasoning == 0 ? gap : reasoning;
            completion = Usage.sum(completion, gap);
        } else if (reasoning > completion && visibleOutput) {
            // Vercel's gateway, for Google's models.
            completion = Usage.sum(completion, reasoning);
        }
        return Usage.builder()
                .inputTokens(prompt)
                .outputTokens(completion)
                .reasoningTokens(reasoning)
                .cacheReadTokens(cached)
                .cacheWrite5mTokens(written - hourly)
                .cacheWrite1hTokens(hourly)
                .audioInputTokens(count(in.number("audio_tokens")))
                .audioOutputTokens(count(out.number("audio_tokens")))
                .imageInputTokens(count(in.number("image_tokens")))
                .imageOutputTokens(count(out.number("image_tokens")))
                .extra("prompt_video_tokens", count(in.number("video_tokens")))
                .extra("accepted_prediction_tokens", count(out.number("accepted_prediction_tokens")))
                .extra("rejected_prediction_tokens", count(out.number("rejected_prediction_tokens")))
                .build();
    }

    /** The first place that has a number other than 0. */
    private static long count(OptionalLong... places) {
        for (OptionalLong place : places) {
            long count = place.orElse(0);
            if (count > 0) {
                return count;
            }
        }
        return 0;
    }
}
