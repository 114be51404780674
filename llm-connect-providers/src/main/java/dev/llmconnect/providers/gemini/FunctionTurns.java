package dev.llmconnect.providers.gemini;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.ToolCall;
import dev.llmconnect.providers.json.Json;
import dev.llmconnect.providers.json.JsonException;
import dev.llmconnect.providers.json.JsonNode;
import dev.llmconnect.providers.wire.WireCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Calls of functions and their results on the way back to the model. Where Gemini gave a call no id, a result finds its call by name
 * and position, so that results are put into the order of the calls.
 */
final class FunctionTurns {
    private record Result(int position, Map<String, Object> part) {}

    private final WireCall call;
    private final Function<ContentPart, Map<String, Object>> parts;
    private final boolean signed;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final List<String> turn = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();

    /**
     * No calls yet.
     *
     * @param parts encodes what a result holds beside text
     */
    FunctionTurns(WireCall call, Function<ContentPart, Map<String, Object>> parts) {
        this.call = call;
        this.parts = parts;
        this.signed = ThinkingStyle.wantsSignatures(call.model());
    }

    /** A turn of the model begins. */
    void begin() {
        turn.clear();
    }

    /** The part for a call of the turn. */
    Map<String, Object> call(ToolCall toolCall) {
        if (toolCall.arguments().isEmpty() && !isEmptyObject(toolCall.argumentsJson())) {
            throw call.cannotCarry("a tool call whose arguments are no JSON object");
        }
        Map<String, Object> inner = named(toolCall.id(), toolCall.name());
        inner.put("args", toolCall.arguments());
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("functionCall", inner);
        if (toolCall.extras().get(Signatures.FIELD) instanceof String signature) {
            part.put(Signatures.FIELD, signature);
        } else if (signed && turn.isEmpty()) {
            // Of parallel calls only the first is signed; where another model made it, nobody can have signed it.
            part.put(Signatures.FIELD, Signatures.NONE);
        }
        names.put(toolCall.id(), toolCall.name());
        turn.add(toolCall.id());
        return part;
    }

    /** Takes a result. */
    void result(ToolResult result) {
        String name = result.name().isEmpty() ? names.getOrDefault(result.callId(), "") : result.name();
        if (name.isEmpty()) {
            throw call.cannotCarry("a tool's result without the tool's name");
        }
        Map<String, Object> inner = named(result.callId(), name);
        inner.put("response", response(result));
        List<Object> media = new ArrayList<>();
        for (ContentPart part : result.content()) {
            if (!(part instanceof Text)) {
                media.add(parts.apply(part));
            }
        }
        if (!media.isEmpty()) {
            inner.put("parts", media);
        }
        int position = turn.indexOf(result.callId());
        results.add(new Result(position < 0 ? Integer.MAX_VALUE : position, Map.of("functionResponse", inner)));
    }

    /** The parts for the results since this was last asked. */
    List<Object> takeResults() {
        List<Object> taken = new ArrayList<>();
        results.stream().sorted(Comparator.comparingInt(Result::position)).forEach(result -> taken.add(result.part()));
        results.clear();
        return taken;
    }

    private static Map<String, Object> named(String id, String name) {
        Map<String, Object> inner = new LinkedHashMap<>();
        if (FunctionCalls.isGiven(id)) {
            inner.put("id", id);
        }
        inner.put("name", name);
        return inner;
    }

    /** An object stands for itself; for anything else Google names the keys {@code output} and {@code error}. */
    private static Map<String, Object> response(ToolResult result) {
        if (result.isError()) {
            return Map.of("error", result.text());
        }
        JsonNode parsed = parsed(result.text());
        return parsed.isObject() ? parsed.object() : Map.of("output", result.text());
    }

    private static JsonNode parsed(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return JsonNode.MISSING;
        }
        try {
            return Json.read(text);
        } catch (JsonException e) {
            // Text that begins like an object is text all the same.
            return JsonNode.MISSING;
        }
    }

    private static boolean isEmptyObject(String json) {
        String text = json.strip();
        return text.isEmpty() || text.equals("null") || parsed(text).isObject();
    }
}
