package dev.llmconnect.providers.responses;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.corpus.Expected;
import dev.llmconnect.providers.corpus.Recording;
import dev.llmconnect.providers.corpus.ServerSentText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a recording of Responses says, read from its items, whether they stand in one body or in {@code output_item.done}. */
final class ResponsesExpectation {
    private ResponsesExpectation() {}

    static Expected of(Recording recording) {
        if (!recording.successful()) {
            JsonNode error = recording.json().get("error");
            return Expected.Failure.of(
                    recording.status(), error.text("message").or(error::text).orElse(""));
        }
        return recording.stream()
                ? streamed(ServerSentText.json(recording.text()))
                : answer(recording.json(), recording.json().items("output"));
    }

    private static Expected streamed(List<JsonNode> events) {
        Map<Long, JsonNode> done = new TreeMap<>();
        for (JsonNode event : events) {
            switch (event.textOrEmpty("type")) {
                case "error" -> {
                    JsonNode error = event.has("error") ? event.get("error") : event;
                    return new Expected.Failure(null, error.textOrEmpty("message"), reason(error));
                }
                case "response.failed" -> {
                    JsonNode error = event.get("response").get("error");
                    return new Expected.Failure(null, error.textOrEmpty("message"), reason(error));
                }
                case "response.output_item.done" ->
                    done.put(event.number("output_index").orElse(done.size()), event.get("item"));
                case "response.completed", "response.incomplete" -> {
                    return answer(event.get("response"), new ArrayList<>(done.values()));
                }
                default -> {}
            }
        }
        return Expected.Failure.cutOff();
    }

    private static String reason(JsonNode error) {
        return error.textOrEmpty("code").equals("insufficient_quota") ? "quota" : null;
    }

    private static Expected answer(JsonNode response, List<JsonNode> items) {
        Expected.Answer answer = new Expected.Answer();
        answer.model = response.textOrEmpty("model");
        List<String> thoughts = new ArrayList<>();
        for (JsonNode item : items) {
            switch (item.textOrEmpty("type")) {
                case "message" -> message(item, answer);
                case "reasoning" -> {
                    item.items("summary").forEach(part -> thoughts.add(part.textOrEmpty("text")));
                    item.items("content").forEach(part -> thoughts.add(part.textOrEmpty("text")));
                }
                case "function_call" -> call(item, "arguments", answer);
                case "custom_tool_call" -> {
                    if (Json.text(response.get("tools").raw()).contains("\"type\":\"custom\"")) {
                        call(item, "input", answer);
                    }
                }
                default -> {}
            }
        }
        thoughts.removeIf(String::isEmpty);
        answer.reasoning.append(String.join("\n\n", thoughts));
        usage(response.get("usage"), answer);
        String why = response.get("incomplete_details").textOrEmpty("reason");
        boolean called = !answer.toolCalls.isEmpty();
        answer.finishReason = switch (why) {
            case "" -> called ? "tool_calls" : "stop";
            case "content_filter" -> called ? "tool_calls" : "content_filter";
            default -> "length";
        };
        String status = response.textOrEmpty("status");
        answer.providerFinishReason = !why.isEmpty() ? why : status.isEmpty() ? null : status;
        return answer;
    }

    private static void message(JsonNode item, Expected.Answer answer) {
        for (JsonNode part : item.items("content")) {
            if (part.textOrEmpty("type").equals("output_text")) {
                answer.content.append(part.textOrEmpty("text"));
            }
            answer.refusal.append(part.textOrEmpty("refusal"));
        }
    }

    private static void call(JsonNode item, String arguments, Expected.Answer answer) {
        String text = item.textOrEmpty(arguments);
        answer.toolCalls.add(
                new Expected.Call(item.textOrEmpty("call_id"), item.textOrEmpty("name"), text.isEmpty() ? "{}" : text));
    }

    private static void usage(JsonNode usage, Expected.Answer answer) {
        answer.promptTokens = usage.number("input_tokens").orElse(0);
        answer.completionTokens = usage.number("output_tokens").orElse(0);
        answer.totalTokens = usage.number("total_tokens").orElse(answer.promptTokens + answer.completionTokens);
        JsonNode in = usage.get("input_tokens_details");
        JsonNode out = usage.get("output_tokens_details");
        answer.usageDetails.put("cached_tokens", in.number("cached_tokens").orElse(0));
        answer.usageDetails.put(
                "cache_write_tokens", in.number("cache_write_tokens").orElse(0));
        answer.usageDetails.put(
                "reasoning_tokens", out.number("reasoning_tokens").orElse(0));
    }
}
