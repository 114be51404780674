package dev.llmconnect.server.internal.anthropic;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts as Anthropic has them: what was read from or written to a cache is no part of {@code input_tokens}, and thinking is part of
 * {@code output_tokens}.
 */
final class TokenUsage {
    /** Providers that leave the cache out of the prompt, as Anthropic does. */
    private static final Set<Object> WITHOUT_CACHE = Set.of("anthropic", "vertex-anthropic", "bedrock");

    private TokenUsage() {}

    static Map<String, Object> of(LLMResponse answer) {
        Usage usage = answer.usage();
        long read = detail(usage, "cached_tokens");
        long written = detail(usage, "cache_write_tokens");
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "input_tokens",
                leavesCacheOut(answer) ? usage.promptTokens() : Math.max(0, usage.promptTokens() - read - written));
        tree.put("cache_creation_input_tokens", written);
        tree.put("cache_read_input_tokens", read);
        tree.put("output_tokens", output(usage));
        if (answer.wireFields(WireFormat.ANTHROPIC_MESSAGES).get("usage") instanceof Map<?, ?> others) {
            others.forEach((name, value) -> tree.putIfAbsent(String.valueOf(name), value));
        }
        return tree;
    }

    private static boolean leavesCacheOut(LLMResponse answer) {
        return AnswerBlocks.isOwn(answer)
                || WITHOUT_CACHE.contains(answer.metadata().getOrDefault(LLMResponse.PROVIDER, ""));
    }

    /** Some count reasoning beside the answer, which shows in their total. */
    private static long output(Usage usage) {
        long reasoning = detail(usage, "reasoning_tokens");
        long counted = usage.promptTokens() + usage.completionTokens();
        return usage.totalTokens() >= counted + reasoning
                ? usage.completionTokens() + reasoning
                : usage.completionTokens();
    }

    private static long detail(Usage usage, String name) {
        return usage.details().get(name) instanceof Number number ? number.longValue() : 0;
    }
}
