package dev.llmconnect.testkit.reference;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.testkit.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The body of a request: everything the caller said, as JSON. */
final class ReferenceRequest {
    private ReferenceRequest() {}

    static String json(LLMRequest request, boolean stream) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", request.config().modelName());
        body.put("stream", stream);
        body.put("temperature", request.config().temperature());
        body.put("max_tokens", request.config().maxTokens());
        body.put(
                "messages",
                request.messages().stream().map(ReferenceRequest::message).toList());
        body.put("tools", request.tools().stream().map(ReferenceRequest::tool).toList());
        request.toolChoice().ifPresent(choice -> body.put("tool_choice", String.valueOf(choice)));
        request.responseFormat().ifPresent(format -> body.put("schema", format.schema()));
        body.putAll(request.config().modelParams());
        return write(body);
    }

    private static Map<String, Object> message(Message message) {
        return Map.of(
                "role",
                message.role().value(),
                "parts",
                message.parts().stream().map(ReferenceRequest::part).toList());
    }

    private static Object part(ContentPart part) {
        if (part instanceof ContentPart.Text text) {
            return text.text();
        }
        if (part instanceof ToolCall call) {
            return call.toMap();
        }
        if (part instanceof ContentPart.ToolResult result) {
            return Map.of("result_of", result.callId(), "text", result.text());
        }
        if (part instanceof ContentPart.Media media) {
            return Map.of(
                    "type",
                    media.mimeType(),
                    "data",
                    String.valueOf(media.base64()),
                    "url",
                    String.valueOf(media.url()));
        }
        return String.valueOf(part);
    }

    private static Map<String, Object> tool(Tool tool) {
        return Map.of("name", tool.name(), "description", tool.description(), "parameters", tool.parameters());
    }

    private static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> Json.quote(String.valueOf(entry.getKey())) + ":" + write(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ReferenceRequest::write).collect(Collectors.joining(",", "[", "]"));
        }
        return value instanceof String text ? Json.quote(text) : String.valueOf(value);
    }
}
