package dev.llmconnect.providers.openai;

import dev.llmconnect.FinishReason;
import java.util.Locale;

/** The contract's word for each provider's word. */
final class ChatFinish {
    private ChatFinish() {}

    /** An unknown word means that the model came to an end, since otherwise there would be no answer. */
    static FinishReason of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "length", "max_tokens", "model_length", "max_output_tokens" -> FinishReason.LENGTH;
            case "tool_calls", "tool_use", "function_call", "tool_call" -> FinishReason.TOOL_CALLS;
            case "content_filter", "safety", "refusal", "sensitive" -> FinishReason.CONTENT_FILTER;
            case "error", "insufficient_system_resource", "network_error" -> FinishReason.ERROR;
            default -> FinishReason.STOP;
        };
    }
}
