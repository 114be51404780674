package dev.llmconnect.formats.chat;

import dev.llmconnect.FinishReason;
import java.util.Locale;

/**
 * The contract's word for each provider's {@code finish_reason}.
 *
 * <p>Sources: the API references of OpenAI (stop, length, tool_calls, content_filter, function_call), Mistral (model_length, error),
 * DeepSeek (insufficient_system_resource), Zhipu (sensitive, network_error), Together and Hugging Face (eos, eos_token, stop_sequence),
 * watsonx (max_tokens, token_limit, time_limit, cancelled), vLLM and SGLang (abort), and gateways that pass the words of Anthropic, Cohere
 * and Gemini on.
 */
final class ChatFinish {
    private ChatFinish() {}

    /** A word that is not known is an error: it is not said that the answer is complete. */
    static FinishReason of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "stop",
                    "eos",
                    "eos_token",
                    "end",
                    "end_turn",
                    "pause_turn",
                    "stop_sequence",
                    "stop_token",
                    "stop_string",
                    "complete",
                    "completed",
                    "finished",
                    "success",
                    "normal" -> FinishReason.STOP;
            case "length",
                    "max_tokens",
                    "max_length",
                    "model_length",
                    "max_output_tokens",
                    "max_new_tokens",
                    "token_limit",
                    "context_length",
                    "context_length_exceeded",
                    "model_context_window_exceeded",
                    "error_limit" -> FinishReason.LENGTH;
            case "tool_calls", "tool_use", "function_call", "tool_call" -> FinishReason.TOOL_CALLS;
            case "content_filter",
                    "content_filtered",
                    "guardrail_intervened",
                    "safety",
                    "recitation",
                    "blocklist",
                    "prohibited_content",
                    "refusal",
                    "sensitive",
                    "error_toxic" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.ERROR;
        };
    }
}
