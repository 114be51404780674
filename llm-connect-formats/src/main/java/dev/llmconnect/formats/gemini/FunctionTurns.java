package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.SignedCallId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls of functions and their results on the way back to the model, in the order of the calls, which Gemini gives no ids. */
final class FunctionTurns {
    /** The largest integer up to which a {@code double}, in which Google holds numbers, holds every one. */
    private static final long MAX_EXACT_INTEGER = 1L << 53;

    private final WireCall call;
    private final Function<ContentPart, Map<String, Object>> parts;
    private final boolean signed;
    private final List<Object> results = new ArrayList<>();
    private boolean isFirstOfTurn;

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
        isFirstOfTurn = true;
    }

    /** The part for a call of the turn. */
    Map<String, Object> call(ToolCall toolCall) {
        Map<String, Object> inner = named(toolCall.id(), toolCall.name());
        inner.put("args", toolCall.arguments());
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("functionCall", inner);
        Optional<String> signature = SignedCallId.signature(toolCall.extras());
        if (signature.isPresent()) {
            part.put(Signatures.FIELD, signature.get());
        } else if (signed && isFirstOfTurn) {
            // Of parallel calls only the first is signed; where another model made it, nobody can have signed it.
            part.put(Signatures.FIELD, Signatures.NONE);
        }
        isFirstOfTurn = false;
        return part;
    }

    /** Takes a result. */
    void result(ToolResult result) {
        if (result.name().isEmpty()) {
            throw call.cannotCarry("a tool result without the tool's name");
        }
        Map<String, Object> inner = named(result.callId(), result.name());
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
        results.add(Map.of("functionResponse", inner));
    }

    /** The parts for the results since this was last asked. */
    List<Object> takeResults() {
        List<Object> taken = List.copyOf(results);
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

    /**
     * A plain object stands for itself; for anything else Google names the keys {@code output} and {@code error}. An object that Gemini
     * would read in another way goes as text: with a {@code $ref}, which refers to media there, with one of these keys, of which it reads
     * nothing beside them, or with an integer that a {@code double} cannot hold.
     */
    private static Map<String, Object> response(ToolResult result) {
        if (result.isError()) {
            return Map.of("error", result.text());
        }
        JsonNode parsed = parsed(result.text());
        boolean plain = parsed.isObject()
                && !parsed.object().containsKey("output")
                && !parsed.object().containsKey("error")
                && isPlain(parsed.raw());
        return plain ? parsed.object() : Map.of("output", result.text());
    }

    private static boolean isPlain(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return object.entrySet().stream()
                    .noneMatch(entry -> String.valueOf(entry.getKey()).startsWith("$") || !isPlain(entry.getValue()));
        }
        if (value instanceof List<?> list) {
            return list.stream().allMatch(FunctionTurns::isPlain);
        }
        return !(value instanceof BigInteger) && !(value instanceof Long whole && Math.abs(whole) > MAX_EXACT_INTEGER);
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
}
