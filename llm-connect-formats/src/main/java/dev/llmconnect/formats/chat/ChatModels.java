package dev.llmconnect.formats.chat;

import dev.llmconnect.ModelInfo;
import dev.llmconnect.formats.json.JsonNode;
import java.util.List;
import java.util.OptionalLong;

/** The list of models, {@code data[]} or a bare array, with the sizes that some providers tell. */
final class ChatModels {
    private ChatModels() {}

    static List<ModelInfo> decode(JsonNode body, String provider) {
        List<JsonNode> items =
                body.isArray() ? body.items() : body.has("data") ? body.items("data") : body.items("models");
        return items.stream()
                .flatMap(item -> item.filled("id").or(() -> item.filled("name")).stream()
                        .map(id -> ModelInfo.builder(id, provider)
                                .contextTokens(context(item))
                                .maxOutputTokens(output(item))
                                .build()))
                .toList();
    }

    /** OpenRouter and Together, Groq, Mistral, vLLM, GitHub Copilot, llama.cpp. */
    private static OptionalLong context(JsonNode item) {
        return first(
                item.number("context_length"),
                item.number("context_window"),
                item.number("max_context_length"),
                item.number("max_model_len"),
                item.get("capabilities").get("limits").number("max_context_window_tokens"),
                item.get("meta").number("n_ctx"));
    }

    /** OpenRouter, Groq, GitHub Copilot. */
    private static OptionalLong output(JsonNode item) {
        return first(
                item.get("top_provider").number("max_completion_tokens"),
                item.number("max_completion_tokens"),
                item.get("capabilities").get("limits").number("max_output_tokens"));
    }

    private static OptionalLong first(OptionalLong... candidates) {
        for (OptionalLong candidate : candidates) {
            if (candidate.isPresent()) {
                return candidate;
            }
        }
        return OptionalLong.empty();
    }
}
