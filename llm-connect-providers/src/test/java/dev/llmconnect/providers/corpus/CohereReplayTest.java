package dev.llmconnect.providers.corpus;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Cohere's v2 chat sent. */
class CohereReplayTest extends WireReplay {
    @Override
    protected String title() {
        return "cohere-chat";
    }

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("cohere-chat");
    }

    @Override
    protected LLMAdapter adapter(String url, Recording recording) {
        return LLMAdapters.create(
                "cohere",
                AdapterSettings.of(Map.of("COHERE_API_KEY", StubProvider.KEY)).with("base_url", url));
    }

    @Override
    protected Expected expected(Recording recording) {
        if (!recording.successful()) {
            return Expected.Failure.of(recording.status(), recording.json().textOrEmpty("message"));
        }
        return recording.stream() ? streamed(recording) : whole(recording.json());
    }

    private static Expected whole(JsonNode body) {
        Expected.Answer answer = new Expected.Answer();
        JsonNode message = body.get("message");
        answer.reasoning.append(message.textOrEmpty("tool_plan"));
        for (JsonNode part : message.items("content")) {
            answer.reasoning.append(part.textOrEmpty("thinking"));
            answer.content.append(part.textOrEmpty("text"));
        }
        for (JsonNode call : message.items("tool_calls")) {
            answer.toolCalls.add(new Expected.Call(
                    call.textOrEmpty("id"),
                    call.get("function").textOrEmpty("name"),
                    call.get("function").textOrEmpty("arguments")));
        }
        return ended(answer, body);
    }

    private static Expected streamed(Recording recording) {
        Expected.Answer answer = new Expected.Answer();
        List<String[]> calls = new ArrayList<>();
        JsonNode end = JsonNode.MISSING;
        for (ServerSentText event : ServerSentText.events(recording.text())) {
            if (event.data().strip().equals("[DONE]")) {
                break;
            }
            JsonNode data = Json.read(event.data());
            JsonNode message = data.get("delta").get("message");
            answer.reasoning.append(message.textOrEmpty("tool_plan"));
            answer.reasoning.append(message.get("content").textOrEmpty("thinking"));
            answer.content.append(message.get("content").textOrEmpty("text"));
            JsonNode call = message.get("tool_calls");
            if (data.textOrEmpty("type").equals("tool-call-start")) {
                calls.add(new String[] {
                    call.textOrEmpty("id"), call.get("function").textOrEmpty("name"), ""
                });
            }
            if (call.isObject()) {
                calls.get(calls.size() - 1)[2] += call.get("function").textOrEmpty("arguments");
            }
            if (data.textOrEmpty("type").equals("message-end")) {
                end = data.get("delta");
            }
        }
        calls.forEach(
                call -> answer.toolCalls.add(new Expected.Call(call[0], call[1], call[2].isEmpty() ? "{}" : call[2])));
        return end.exists() ? ended(answer, end) : Expected.Failure.cutOff();
    }

    private static Expected ended(Expected.Answer answer, JsonNode end) {
        answer.providerFinishReason = end.text("finish_reason").orElse(null);
        boolean cut = "MAX_TOKENS".equals(answer.providerFinishReason);
        answer.finishReason = cut ? "length" : answer.toolCalls.isEmpty() ? "stop" : "tool_calls";
        JsonNode tokens = end.get("usage").get("tokens");
        answer.promptTokens = tokens.number("input_tokens").orElse(0)
                + tokens.number("image_tokens").orElse(0);
        answer.completionTokens = tokens.number("output_tokens").orElse(0);
        answer.totalTokens = answer.promptTokens + answer.completionTokens;
        answer.usageDetails.put(
                "cached_tokens", end.get("usage").number("cached_tokens").orElse(0));
        answer.usageDetails.put(
                "reasoning_tokens", tokens.number("reasoning_tokens").orElse(0));
        return answer;
    }
}
