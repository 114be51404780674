package dev.llmconnect.providers.bedrock;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.corpus.Expected;
import dev.llmconnect.providers.corpus.Recording;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a recording of Converse says; of a stream, the events as whoever recorded them decoded them. */
final class ConverseExpectation {
    private final Expected.Answer answer = new Expected.Answer();
    /** Calls in pieces: id, name and arguments by the number of their block. */
    private final Map<Long, String[]> calls = new LinkedHashMap<>();

    private ConverseExpectation() {}

    static Expected of(Recording recording) {
        if (!recording.successful()) {
            return failure(recording);
        }
        return recording.json().exists()
                ? new ConverseExpectation().whole(recording.json())
                : new ConverseExpectation().streamed(recording.response().items("decodedEvents"));
    }

    private static Expected failure(Recording recording) {
        String kind = recording.header("x-amzn-errortype");
        String message = recording
                .json()
                .text("message")
                .or(() -> recording.json().text("Message"))
                .orElse("");
        boolean aboutTheKey = kind.startsWith("ExpiredToken") || kind.startsWith("UnrecognizedClient");
        return aboutTheKey
                ? new Expected.Failure(recording.status(), message, "authentication")
                : Expected.Failure.of(recording.status(), message);
    }

    private Expected whole(JsonNode body) {
        for (JsonNode block : body.get("output").get("message").items("content")) {
            answer.content.append(block.textOrEmpty("text"));
            block.get("citationsContent")
                    .items("content")
                    .forEach(piece -> answer.content.append(piece.textOrEmpty("text")));
            answer.reasoning.append(
                    block.get("reasoningContent").get("reasoningText").textOrEmpty("text"));
            JsonNode use = block.get("toolUse");
            if (use.exists() && !use.textOrEmpty("type").equals("server_tool_use")) {
                answer.toolCalls.add(
                        Expected.Call.of(use.textOrEmpty("toolUseId"), use.textOrEmpty("name"), use.get("input")));
            }
        }
        answer.providerFinishReason = body.filled("stopReason").orElse(null);
        return complete(body.get("usage"));
    }

    private Expected streamed(List<JsonNode> events) {
        JsonNode usage = JsonNode.MISSING;
        for (JsonNode event : events) {
            JsonNode headers = event.get("headers");
            JsonNode payload = event.get("payload");
            if (headers.textOrEmpty(":message-type").equals("exception")) {
                return new Expected.Failure(null, payload.textOrEmpty("message"), null);
            }
            long index = payload.number("contentBlockIndex").orElse(0);
            JsonNode use = payload.get("start").get("toolUse");
            if (use.exists() && !use.textOrEmpty("type").equals("server_tool_use")) {
                calls.put(index, new String[] {use.textOrEmpty("toolUseId"), use.textOrEmpty("name"), ""});
            }
            JsonNode delta = payload.get("delta");
            answer.content.append(delta.textOrEmpty("text"));
            answer.reasoning.append(delta.get("reasoningContent").textOrEmpty("text"));
            if (delta.has("toolUse") && calls.containsKey(index)) {
                calls.get(index)[2] += delta.get("toolUse").textOrEmpty("input");
            }
            answer.providerFinishReason = payload.filled("stopReason").orElse(answer.providerFinishReason);
            usage = payload.has("usage") ? payload.get("usage") : usage;
        }
        for (String[] call : calls.values()) {
            answer.toolCalls.add(
                    new Expected.Call(call[0], call[1], call[2].isEmpty() ? Json.text(Map.of()) : call[2]));
        }
        return answer.providerFinishReason == null ? Expected.Failure.cutOff() : complete(usage);
    }

    private Expected complete(JsonNode usage) {
        answer.promptTokens = usage.number("inputTokens").orElse(0)
                + usage.number("cacheReadInputTokens").orElse(0)
                + usage.number("cacheWriteInputTokens").orElse(0);
        answer.completionTokens = usage.number("outputTokens").orElse(0);
        answer.totalTokens = usage.number("totalTokens").orElse(0);
        answer.usageDetails.put(
                "cached_tokens", usage.number("cacheReadInputTokens").orElse(0));
        answer.usageDetails.put(
                "cache_write_tokens", usage.number("cacheWriteInputTokens").orElse(0));
        String word = answer.providerFinishReason == null ? "" : answer.providerFinishReason;
        if (word.equals("max_tokens") || word.equals("model_context_window_exceeded")) {
            answer.finishReason = "length";
        } else if (!answer.toolCalls.isEmpty() || word.equals("tool_use")) {
            answer.finishReason = "tool_calls";
        } else if (word.equals("guardrail_intervened") || word.equals("content_filtered")) {
            answer.finishReason = "content_filter";
        }
        return answer;
    }
}
