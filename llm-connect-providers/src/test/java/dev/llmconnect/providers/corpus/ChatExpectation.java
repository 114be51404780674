package dev.llmconnect.providers.corpus;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a recording of Chat Completions says, whoever was the provider. */
final class ChatExpectation {
    private final Expected.Answer answer = new Expected.Answer();
    private final StringBuilder said = new StringBuilder();
    /** Calls in pieces: what tells one from the next, and its id, name and arguments. */
    private final Map<String, String[]> calls = new LinkedHashMap<>();

    private JsonNode usage = JsonNode.MISSING;

    private ChatExpectation() {}

    static Expected of(Recording recording) {
        if (!recording.successful()) {
            return Expected.Failure.of(recording.status(), message(recording.json()));
        }
        return recording.stream()
                ? new ChatExpectation().streamed(ServerSentText.events(recording.text()))
                : new ChatExpectation().whole(recording.json());
    }

    /** The words of an error, which some put at the top, and some in a plain string. */
    private static String message(JsonNode body) {
        JsonNode error = body.get("error");
        return error.text("message")
                .or(error::text)
                .or(() -> body.text("message"))
                .or(() -> body.text("detail"))
                .orElse("");
    }

    private Expected whole(JsonNode body) {
        if (body.has("error")) {
            return new Expected.Failure(status(body), message(body), null);
        }
        JsonNode choice = first(body);
        if (!choice.exists()) {
            return Expected.Failure.noAnswer();
        }
        beside(body);
        message(choice.get("message"), false);
        finish(choice);
        return complete();
    }

    private Expected streamed(List<ServerSentText> events) {
        boolean done = false;
        for (ServerSentText event : events) {
            if (event.data().strip().equals("[DONE]")) {
                done = true;
                break;
            }
            JsonNode chunk = Json.read(event.data());
            if (chunk.has("error")) {
                return new Expected.Failure(status(chunk), message(chunk), null);
            }
            beside(chunk);
            JsonNode choice = first(chunk);
            message(choice.get("delta"), true);
            finish(choice);
        }
        return done || answer.providerFinishReason != null ? complete() : Expected.Failure.cutOff();
    }

    private static Integer status(JsonNode body) {
        JsonNode error = body.get("error");
        return List.of("code", "status_code", "status").stream()
                .mapToInt(name -> (int) error.number(name).orElse(0))
                .filter(code -> code >= 400 && code < 600)
                .boxed()
                .findFirst()
                .orElse(null);
    }

    private static JsonNode first(JsonNode body) {
        return body.items("choices").stream()
                .filter(choice -> choice.number("index").orElse(0) == 0)
                .findFirst()
                .orElse(JsonNode.MISSING);
    }

    private void beside(JsonNode body) {
        answer.model = answer.model.isEmpty() ? body.textOrEmpty("model") : answer.model;
        for (JsonNode counts : List.of(body.get("x_groq").get("usage"), body.get("usage"))) {
            if (counts.get("prompt_tokens").isNumber()
                    && counts.get("total_tokens").isNumber()) {
                usage = counts;
            }
        }
    }

    private void finish(JsonNode choice) {
        if (answer.providerFinishReason == null) {
            answer.providerFinishReason = choice.filled("finish_reason").orElse(null);
        }
    }

    private void message(JsonNode message, boolean piece) {
        String details = "";
        for (JsonNode item : message.items("reasoning_details")) {
            details += item.textOrEmpty("text") + item.textOrEmpty("summary");
        }
        answer.reasoning.append(message.filled("reasoning_content")
                .or(() -> message.filled("reasoning"))
                .orElse(details));
        JsonNode content = message.get("content");
        said.append(content.isObject() ? Json.text(content.raw()) : message.textOrEmpty("content"));
        for (JsonNode part : content.items()) {
            said.append(part.textOrEmpty("text"));
            part.items("thinking").forEach(thought -> answer.reasoning.append(thought.textOrEmpty("text")));
        }
        answer.refusal.append(message.textOrEmpty("refusal"));
        JsonNode legacy = message.get("function_call");
        if (legacy.filled("name").isPresent() || legacy.filled("arguments").isPresent()) {
            call("legacy", JsonNode.MISSING, legacy);
        }
        List<JsonNode> list = message.items("tool_calls");
        for (JsonNode call : list) {
            JsonNode inner = call.textOrEmpty("type").equals("custom") ? call.get("custom") : call.get("function");
            call(key(call, inner, piece), call, inner);
        }
    }

    /** By index; where there is none, each named call is one of its own, and the rest belongs to the last. */
    private String key(JsonNode call, JsonNode inner, boolean piece) {
        if (piece && call.get("index").isNumber()) {
            return "index " + call.number("index").getAsLong();
        }
        boolean begins = !piece || inner.filled("name").isPresent();
        return "call " + (begins ? calls.size() : calls.size() - 1);
    }

    private void call(String key, JsonNode call, JsonNode inner) {
        String[] all = calls.computeIfAbsent(key, k -> new String[] {"", "", ""});
        all[0] = all[0].isEmpty() ? call.textOrEmpty("id") : all[0];
        all[1] = all[1].isEmpty() ? inner.textOrEmpty("name") : all[1];
        JsonNode arguments = inner.has("arguments") ? inner.get("arguments") : inner.get("input");
        all[2] += arguments.isObject()
                ? Json.text(arguments.raw())
                : arguments.text().orElse("");
    }

    private Expected complete() {
        splitThinking();
        for (String[] call : calls.values()) {
            boolean none = call[2].isBlank() || call[2].equals("null");
            answer.toolCalls.add(new Expected.Call(call[0], call[1], none ? "{}" : call[2]));
        }
        counts();
        String word = Objects.requireNonNullElse(answer.providerFinishReason, "");
        String reason = List.of("length", "content_filter").contains(word) ? word : "stop";
        boolean called = !answer.toolCalls.isEmpty() || word.equals("tool_calls") || word.equals("function_call");
        answer.finishReason = called && !reason.equals("length") ? "tool_calls" : reason;
        return answer;
    }

    /** Reasoning that a server wrote before the answer, in one text with it. */
    private void splitThinking() {
        String text = said.toString();
        String start = text.stripLeading();
        if (start.startsWith("<think>")) {
            int end = start.indexOf("</think>");
            answer.reasoning.append(start, 7, end < 0 ? start.length() : end);
            text = end < 0 ? "" : start.substring(end + 8);
        }
        answer.content.append(text);
    }

    private void counts() {
        answer.promptTokens = usage.number("prompt_tokens").orElse(0);
        answer.completionTokens = usage.number("completion_tokens").orElse(0);
        List<JsonNode> cached = new ArrayList<>(List.of(
                usage.get("prompt_tokens_details").get("cached_tokens"),
                usage.get("prompt_cache_hit_tokens"),
                usage.get("cached_tokens"),
                usage.get("num_cached_tokens"),
                usage.get("prompt_token_details").get("cached_tokens"),
                usage.get("cache_read_input_tokens")));
        cached.removeIf(count -> !count.isNumber() || count.number().getAsLong() == 0);
        // Azure and Mistral give whole blocks, which may be more than the prompt; a part is never more than its whole.
        answer.usageDetails.put(
                "cached_tokens",
                cached.isEmpty()
                        ? 0
                        : Math.min(answer.promptTokens, cached.get(0).number().getAsLong()));
        JsonNode reasoning = usage.get("completion_tokens_details").has("reasoning_tokens")
                ? usage.get("completion_tokens_details").get("reasoning_tokens")
                : usage.get("reasoning_tokens");
        long thought = reasoning.number().orElse(0);
        long outside = usage.number("total_tokens").orElse(0) - answer.promptTokens - answer.completionTokens;
        boolean beside = outside == thought || !(answer.content.isEmpty() && answer.toolCalls.isEmpty());
        if (outside > 0) {
            answer.completionTokens += outside;
        } else if (thought > answer.completionTokens && beside) {
            answer.completionTokens += thought;
        }
        answer.usageDetails.put("reasoning_tokens", Math.min(thought, answer.completionTokens));
        answer.totalTokens = answer.promptTokens + answer.completionTokens;
    }
}
