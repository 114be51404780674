package dev.llmconnect.providers.anthropic;

import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.corpus.Expected;
import dev.llmconnect.providers.corpus.Recording;
import dev.llmconnect.providers.corpus.ServerSentText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a recording of Messages says: a stream is put together into one message first, which is then read like any other. */
final class MessagesExpectation {
    private MessagesExpectation() {}

    static Expected of(Recording recording) {
        JsonNode body = recording.json();
        if (!recording.successful()) {
            return Expected.Failure.of(recording.status(), message(body));
        }
        if (body.textOrEmpty("type").equals("error")) {
            return new Expected.Failure(null, message(body), null);
        }
        return body.exists() ? answer(body) : streamed(ServerSentText.json(recording.text()));
    }

    private static String message(JsonNode body) {
        return body.get("error").textOrEmpty("message");
    }

    private static Expected streamed(List<JsonNode> events) {
        Map<String, Object> message = new LinkedHashMap<>();
        List<Map<String, Object>> content = new ArrayList<>();
        Map<String, Object> usage = new LinkedHashMap<>();
        for (JsonNode event : events) {
            switch (event.textOrEmpty("type")) {
                case "message_start" -> {
                    JsonNode start = event.get("message");
                    message.putAll(start.object());
                    start.items("content").forEach(block -> content.add(new LinkedHashMap<>(block.object())));
                    usage.putAll(start.object("usage"));
                }
                case "content_block_start" -> {
                    Map<String, Object> block = new LinkedHashMap<>(event.object("content_block"));
                    Object successor = JsonNode.of(block).get("to").get("model").raw();
                    if ("fallback".equals(block.get("type")) && successor != null) {
                        message.put("model", successor);
                    }
                    content.add(block);
                }
                case "content_block_delta" -> grow(content.get(content.size() - 1), event.get("delta"));
                case "message_delta" -> {
                    message.putAll(event.object("delta"));
                    usage.putAll(event.object("usage"));
                }
                case "error" -> {
                    return new Expected.Failure(null, message(event), null);
                }
                case "message_stop" -> {
                    message.put("content", content);
                    message.put("usage", usage);
                    return answer(JsonNode.of(message));
                }
                default -> {}
            }
        }
        return Expected.Failure.cutOff();
    }

    private static void grow(Map<String, Object> block, JsonNode delta) {
        for (String field : List.of("text", "thinking", "partial_json")) {
            if (delta.has(field)) {
                block.merge(field, delta.textOrEmpty(field), (before, more) -> before + "" + more);
            }
        }
    }

    private static Expected answer(JsonNode message) {
        Expected.Answer answer = new Expected.Answer();
        for (JsonNode block : message.items("content")) {
            switch (block.textOrEmpty("type")) {
                case "text" -> answer.content.append(block.textOrEmpty("text"));
                case "thinking" -> answer.reasoning.append(block.textOrEmpty("thinking"));
                case "tool_use" -> answer.toolCalls.add(call(block));
                default -> {}
            }
        }
        answer.refusal.append(message.get("stop_details").textOrEmpty("explanation"));
        answer.model = message.textOrEmpty("model");
        answer.providerFinishReason = message.filled("stop_reason").orElse(null);
        answer.finishReason = finish(message.textOrEmpty("stop_reason"), !answer.toolCalls.isEmpty());
        JsonNode usage = message.get("usage");
        answer.promptTokens = usage.number("input_tokens").orElse(0)
                + usage.number("cache_read_input_tokens").orElse(0)
                + usage.number("cache_creation_input_tokens").orElse(0);
        answer.completionTokens = usage.number("output_tokens").orElse(0);
        answer.totalTokens = answer.promptTokens + answer.completionTokens;
        answer.usageDetails.put(
                "cached_tokens", usage.number("cache_read_input_tokens").orElse(0));
        answer.usageDetails.put(
                "cache_write_tokens",
                usage.number("cache_creation_input_tokens").orElse(0));
        answer.usageDetails.put(
                "reasoning_tokens",
                usage.get("output_tokens_details").number("thinking_tokens").orElse(0));
        return answer;
    }

    private static Expected.Call call(JsonNode block) {
        String id = block.textOrEmpty("id");
        String name = block.textOrEmpty("name");
        return block.filled("partial_json")
                .map(input -> new Expected.Call(id, name, input))
                .orElseGet(() -> Expected.Call.of(id, name, block.get("input")));
    }

    private static String finish(String word, boolean called) {
        if (word.equals("max_tokens") || word.equals("model_context_window_exceeded")) {
            return "length";
        }
        if (called || word.equals("tool_use")) {
            return "tool_calls";
        }
        return word.equals("refusal") ? "content_filter" : "stop";
    }
}
