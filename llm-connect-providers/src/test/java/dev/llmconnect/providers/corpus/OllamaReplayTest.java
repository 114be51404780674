package dev.llmconnect.providers.corpus;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.spi.AdapterSettings;
import java.util.List;
import java.util.Map;

/** What Ollama's own API sent. */
class OllamaReplayTest extends WireReplay {
    @Override
    protected String title() {
        return "ollama-chat";
    }

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("ollama-chat");
    }

    @Override
    protected LLMAdapter adapter(String url, Recording recording) {
        return LLMAdapters.create("ollama", AdapterSettings.of(Map.of()).with("base_url", url));
    }

    @Override
    protected Expected expected(Recording recording) {
        if (!recording.successful()) {
            return Expected.Failure.of(recording.status(), recording.json().textOrEmpty("error"));
        }
        List<JsonNode> pieces = recording.stream()
                ? recording
                        .text()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(Json::read)
                        .toList()
                : List.of(recording.json());
        Expected.Answer answer = new Expected.Answer();
        StringBuilder said = new StringBuilder();
        for (JsonNode piece : pieces) {
            JsonNode message = piece.get("message");
            answer.model = piece.textOrEmpty("model");
            said.append(message.textOrEmpty("content"));
            answer.reasoning.append(message.textOrEmpty("thinking"));
            for (JsonNode call : message.items("tool_calls")) {
                JsonNode function = call.get("function");
                answer.toolCalls.add(Expected.Call.of(
                        call.textOrEmpty("id"), function.textOrEmpty("name"), function.get("arguments")));
            }
            answer.promptTokens = piece.number("prompt_eval_count").orElse(answer.promptTokens);
            answer.completionTokens = piece.number("eval_count").orElse(answer.completionTokens);
            answer.providerFinishReason = piece.filled("done_reason").orElse(answer.providerFinishReason);
        }
        answer.totalTokens = answer.promptTokens + answer.completionTokens;
        split(said.toString(), answer);
        boolean cut = "length".equals(answer.providerFinishReason);
        answer.finishReason = cut ? "length" : answer.toolCalls.isEmpty() ? "stop" : "tool_calls";
        boolean whole = pieces.stream().anyMatch(piece -> piece.isTrue("done"));
        return whole ? answer : Expected.Failure.cutOff();
    }

    private static void split(String said, Expected.Answer answer) {
        String start = said.stripLeading();
        int end = start.indexOf("</think>");
        if (start.startsWith("<think>")) {
            answer.reasoning.append(start, "<think>".length(), end < 0 ? start.length() : end);
            answer.content.append(end < 0 ? "" : start.substring(end + "</think>".length()));
        } else {
            answer.content.append(said);
        }
    }
}
