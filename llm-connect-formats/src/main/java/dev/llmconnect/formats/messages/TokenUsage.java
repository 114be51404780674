package dev.llmconnect.formats.messages;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts as Anthropic has them: {@code input_tokens} leaves out what was read from or written to a cache, and {@code output_tokens}
 * includes thinking.
 */
final class TokenUsage {
    private TokenUsage() {}

    static Map<String, Object> of(LLMResponse answer) {
        Usage usage = answer.usage();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("input_tokens", usage.uncachedInputTokens());
        tree.put("cache_creation_input_tokens", usage.cacheWriteTokens());
        tree.put("cache_read_input_tokens", usage.cacheReadTokens());
        tree.put("output_tokens", usage.outputTokens());
        if (answer.wireFields(WireFormat.ANTHROPIC_MESSAGES).get("usage") instanceof Map<?, ?> others) {
            others.forEach((name, value) -> tree.putIfAbsent(String.valueOf(name), value));
        }
        if (usage.cacheWriteTokens() != 0) {
            Map<String, Object> written = new LinkedHashMap<>();
            written.put("ephemeral_5m_input_tokens", usage.cacheWrite5mTokens());
            written.put("ephemeral_1h_input_tokens", usage.cacheWrite1hTokens());
            tree.putIfAbsent("cache_creation", written);
        }
        if (usage.reasoningTokens() != 0) {
            tree.putIfAbsent("output_tokens_details", Map.of("thinking_tokens", usage.reasoningTokens()));
        }
        return tree;
    }
}
