package dev.llmconnect.formats.responses;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.internal.ClientToolKind;
import dev.llmconnect.internal.SignedCallId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items of an answer's output, as this format writes them. */
final class OutputItem {
    static final String TYPE = "type";
    static final String ID = "id";
    static final String STATUS = "status";
    static final String MESSAGE = "message";
    static final String REASONING = "reasoning";
    static final String IMAGE = "image_generation_call";
    static final String CALL_ID = "call_id";

    private OutputItem() {}

    static Map<String, Object> message(String id, String status, List<Map<String, Object>> content) {
        Map<String, Object> item = typed(MESSAGE, id);
        item.put(STATUS, status);
        item.put("role", "assistant");
        item.put("content", content);
        return item;
    }

    static Map<String, Object> reasoning(String id, List<Map<String, Object>> summary) {
        Map<String, Object> item = typed(REASONING, id);
        item.put("summary", summary);
        return item;
    }

    /**
     * A call of a tool of the client's.
     *
     * @param arguments as the model wrote them
     * @param extras what is attached to the call
     */
    static Map<String, Object> call(
            ClientToolKind kind,
            String id,
            String status,
            String callId,
            String name,
            String arguments,
            Map<String, Object> extras) {
        Map<String, Object> item = typed(kind.item(), id);
        item.put(STATUS, status);
        item.put(kind.field(), kind.isText() ? arguments : object(arguments));
        item.put(CALL_ID, SignedCallId.write(callId, extras));
        if (kind.isText()) {
            item.put("name", name);
        }
        if (kind == ClientToolKind.TOOL_SEARCH) {
            item.put("execution", "client");
        }
        Object namespace = extras.get(ClientToolKind.NAMESPACE);
        if (namespace != null) {
            item.put(ClientToolKind.NAMESPACE, namespace);
        }
        return item;
    }

    /** Arguments as an object; empty while they are not all there. */
    private static Map<String, ? extends @Nullable Object> object(String arguments) {
        try {
            return StrictJsonParser.object(arguments.getBytes(StandardCharsets.UTF_8));
        } catch (LLMInvalidRequestException e) {
            // The model may have been cut off.
            return Map.of();
        }
    }

    static Map<String, Object> text(String words) {
        Map<String, Object> part = typed("output_text");
        part.put("annotations", new ArrayList<>());
        part.put("logprobs", new ArrayList<>());
        part.put("text", words);
        return part;
    }

    static Map<String, Object> refusal(String words) {
        Map<String, Object> part = typed("refusal");
        part.put("refusal", words);
        return part;
    }

    static Map<String, Object> summary(String words) {
        Map<String, Object> part = typed("summary_text");
        part.put("text", words);
        return part;
    }

    /** The pieces of a message. */
    static List<Map<String, Object>> content(Map<String, Object> item) {
        return objects(item.get("content"));
    }

    /** The objects of a list; none of what is no list. */
    @SuppressWarnings("unchecked") // JSON trees have string keys
    static List<Map<String, Object>> objects(@Nullable Object value) {
        List<Map<String, Object>> objects = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> object) {
                    objects.add((Map<String, Object>) object);
                }
            }
        }
        return objects;
    }

    static String type(Map<String, Object> item) {
        return String.valueOf(item.get(TYPE));
    }

    /** A copy with another id. */
    static Map<String, Object> withId(Map<String, Object> item, String id) {
        Map<String, Object> copy = new LinkedHashMap<>(item);
        copy.put(ID, id);
        return copy;
    }

    private static Map<String, Object> typed(String type, String id) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put(ID, id);
        item.put(TYPE, type);
        return item;
    }

    private static Map<String, Object> typed(String type) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put(TYPE, type);
        return part;
    }
}
