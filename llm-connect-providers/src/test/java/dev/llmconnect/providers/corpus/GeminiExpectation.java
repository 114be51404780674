package dev.llmconnect.providers.corpus;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a recording of Gemini says. */
final class GeminiExpectation {
    private static final Set<String> FILTERED = Set.of(
            "SAFETY",
            "RECITATION",
            "LANGUAGE",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MODEL_ARMOR",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION",
            "3",
            "4");

    private final Expected.Answer answer = new Expected.Answer();
    private JsonNode usage = JsonNode.MISSING;
    private String answerId = "";
    private boolean candidate;
    private boolean blocked;
    /** A call whose arguments come one by one. */
    private String openName = "";

    private String openId = "";
    private final Map<String, Object> openArguments = new LinkedHashMap<>();

    private GeminiExpectation() {}

    static Expected of(Recording recording) {
        if (!recording.successful()) {
            return failure(recording.status(), recording.json());
        }
        GeminiExpectation expectation = new GeminiExpectation();
        if (!recording.stream()) {
            return expectation.read(List.of(recording.json()), false);
        }
        return expectation.read(chunks(recording), true);
    }

    /** Events, or an array, and behind the events perhaps a bare object. */
    private static List<JsonNode> chunks(Recording recording) {
        if (recording.json().isArray()) {
            return recording.json().items();
        }
        if (recording.json().isObject()) {
            return List.of(recording.json());
        }
        List<JsonNode> chunks = new ArrayList<>(ServerSentText.json(recording.text()));
        int bare = recording.text().indexOf("\n{");
        if (bare >= 0) {
            chunks.add(Json.read(recording.text().substring(bare)));
        }
        return chunks;
    }

    private static Expected failure(Integer status, JsonNode body) {
        JsonNode error = (body.isArray() ? body.at(0) : body).get("error");
        String message = error.textOrEmpty("message");
        boolean key = message.startsWith("API key not valid") || message.contains("unregistered callers");
        if (key) {
            return new Expected.Failure(status, message, "authentication");
        }
        return Expected.Failure.of(status, message);
    }

    private Expected read(List<JsonNode> chunks, boolean stream) {
        for (JsonNode chunk : chunks) {
            if (chunk.has("error")) {
                return failure((int) chunk.get("error").number("code").orElse(200), chunk);
            }
            chunk(chunk);
        }
        if (stream && answer.providerFinishReason == null) {
            return Expected.Failure.cutOff();
        }
        return candidate || blocked ? complete() : Expected.Failure.noAnswer();
    }

    private void chunk(JsonNode chunk) {
        answer.model = chunk.filled("modelVersion").orElse(answer.model);
        answerId = chunk.filled("responseId").orElse(answerId);
        if (chunk.get("usageMetadata").has("promptTokenCount")) {
            usage = chunk.get("usageMetadata");
        }
        chunk.get("promptFeedback").scalar("blockReason").ifPresent(reason -> {
            blocked = true;
            answer.providerFinishReason = reason;
        });
        JsonNode first = chunk.get("candidates").at(0);
        candidate |= first.exists();
        first.get("content").items("parts").forEach(this::part);
        first.scalar("finishReason").ifPresent(reason -> answer.providerFinishReason = reason);
    }

    private void part(JsonNode part) {
        (part.isTrue("thought") ? answer.reasoning : answer.content).append(part.textOrEmpty("text"));
        JsonNode call = part.get("functionCall");
        if (!call.isObject()) {
            return;
        }
        if (call.has("name")) {
            openName = call.textOrEmpty("name");
            openId = call.textOrEmpty("id");
            openArguments.clear();
            openArguments.putAll(call.object("args"));
        }
        call.items("partialArgs").forEach(this::argument);
        if (!call.isTrue("willContinue") && !openName.isEmpty()) {
            String id = openId.isEmpty() ? "gemini_call_" + answerId + "_" + answer.toolCalls.size() : openId;
            answer.toolCalls.add(new Expected.Call(id, openName, Json.text(openArguments)));
            openName = "";
        }
    }

    /** The value of one place, {@code $.list[0].name}; a text may be more of one that is there. */
    @SuppressWarnings("unchecked")
    private void argument(JsonNode piece) {
        Object value = List.of("stringValue", "numberValue", "boolValue", "").stream()
                .map(kind -> piece.get(kind).raw())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        String[] steps = piece.textOrEmpty("jsonPath").split("[$.\\[\\]'\"]+", 0);
        Object place = openArguments;
        for (int i = 1; i < steps.length; i++) {
            boolean last = i == steps.length - 1;
            boolean list = !last && steps[i + 1].matches("\\d+");
            Object fresh = last ? value : list ? new ArrayList<>() : new LinkedHashMap<>();
            if (place instanceof List<?> items) {
                List<Object> all = (List<Object>) items;
                int index = Integer.parseInt(steps[i]);
                if (index == all.size()) {
                    all.add(fresh);
                } else if (last) {
                    all.set(index, all.get(index) + "" + value);
                }
                place = all.get(index);
            } else {
                Map<String, Object> map = (Map<String, Object>) place;
                boolean more = last && map.get(steps[i]) instanceof String;
                if (more || !map.containsKey(steps[i])) {
                    map.put(steps[i], more ? map.get(steps[i]) + "" + value : fresh);
                }
                place = map.get(steps[i]);
            }
        }
    }

    private Expected complete() {
        answer.promptTokens = count("promptTokenCount") + count("toolUsePromptTokenCount");
        answer.completionTokens = count("candidatesTokenCount") + count("thoughtsTokenCount");
        answer.totalTokens = answer.promptTokens + answer.completionTokens;
        answer.usageDetails.put("reasoning_tokens", count("thoughtsTokenCount"));
        answer.usageDetails.put("cached_tokens", count("cachedContentTokenCount"));
        answer.usageDetails.put("tool_prompt_tokens", count("toolUsePromptTokenCount"));
        String word = String.valueOf(answer.providerFinishReason);
        boolean length = word.equals("MAX_TOKENS") || word.equals("2");
        if (length) {
            answer.finishReason = "length";
        } else if (!answer.toolCalls.isEmpty()) {
            answer.finishReason = "tool_calls";
        } else if (blocked || FILTERED.contains(word)) {
            answer.finishReason = "content_filter";
        } else if (!Set.of("STOP", "1", "null").contains(word)) {
            answer.finishReason = "error";
        }
        return answer;
    }

    private long count(String name) {
        return usage.number(name).orElse(0);
    }
}
