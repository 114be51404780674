package dev.llmconnect.formats.cohere;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.Choices;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.ChoiceCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a request as Cohere wants it. */
final class CohereRequestWriter {
    static final String TOOL_PLAN = "tool_plan";

    /** Model parameters under the names most providers use, and Cohere's. */
    private static final Map<String, String> RENAMED = Map.of("top_p", "p", "top_k", "k", "stop", "stop_sequences");

    private CohereRequestWriter() {}

    static Map<String, Object> encode(WireCall call) {
        LLMRequest request = call.request();
        BodyBuilder body = new BodyBuilder()
                .reserve("model", "messages", "stream")
                .put("model", call.model())
                .put("messages", messages(call))
                .putTemperature("temperature", call)
                .putMaxTokens("max_tokens", call);
        List<Tool> tools = offered(request);
        if (!tools.isEmpty()) {
            body.put("tools", tools.stream().map(CohereRequestWriter::tool).toList());
            if (tools.stream().anyMatch(tool -> tool.strict().orElse(false))) {
                body.put("strict_tools", true);
            }
        }
        request.toolChoice()
                .filter(choice -> !choice.equals(ToolChoice.AUTO))
                .ifPresent(choice -> body.put("tool_choice", toolChoice(choice)));
        request.responseFormat()
                .filter(format -> !format.type().equals("text"))
                .ifPresent(format -> body.put("response_format", responseFormat(format)));
        if (call.streaming()) {
            body.put("stream", true);
        }
        return body.params(params(request.config().modelParams(), call))
                .params(request.wireFields(CohereWire.NAME))
                .build();
    }

    private static Map<String, Object> params(Map<String, Object> given, WireCall call) {
        Map<String, Object> params = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (name.equals("reasoning_effort")) {
                params.put("thinking", Map.of("type", "none".equals(value) ? "disabled" : "enabled"));
            } else if (name.equals(ChoiceCount.NAME)) {
                Choices.check(value, 1, call);
            } else if (name.equals("stop") && value instanceof String one) {
                params.put("stop_sequences", List.of(one));
            } else {
                params.put(RENAMED.getOrDefault(name, name), value);
            }
        });
        return params;
    }

    /** The one tool that must be called, since a choice cannot name it; else all. */
    private static List<Tool> offered(LLMRequest request) {
        Optional<String> chosen = request.toolChoice().flatMap(ToolChoice::toolName);
        return chosen.isEmpty()
                ? request.tools()
                : request.tools().stream()
                        .filter(tool -> tool.name().equals(chosen.get()))
                        .toList();
    }

    private static String toolChoice(ToolChoice choice) {
        return choice.equals(ToolChoice.NONE) ? "NONE" : "REQUIRED";
    }

    private static Map<String, Object> responseFormat(ResponseFormat format) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "json_object");
        if (format.type().equals("json_schema")) {
            map.put("json_schema", format.schema());
        }
        return map;
    }

    private static Map<String, Object> tool(Tool tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        function.put("description", tool.description());
        function.put("parameters", tool.parameters());
        return typed("function", "function", function);
    }

    private static List<Object> messages(WireCall call) {
        List<Object> encoded = new ArrayList<>();
        for (Message message : call.request().messages()) {
            if (message.role().equals(Role.ASSISTANT)) {
                encoded.add(assistant(message, call));
                continue;
            }
            List<Object> said = new ArrayList<>();
            for (ContentPart part : message.parts()) {
                if (part instanceof ContentPart.ToolResult result) {
                    encoded.add(toolResult(result, call));
                } else {
                    said.add(part(part, call));
                }
            }
            if (!said.isEmpty()) {
                boolean plain = message.parts().size() == 1 && message.parts().get(0) instanceof ContentPart.Text;
                encoded.add(message(message.role(), plain ? message.text() : said));
            }
        }
        return encoded;
    }

    private static Map<String, Object> message(Role role, Object content) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("role", role.value());
        map.put("content", content);
        return map;
    }

    private static Object part(ContentPart part, WireCall call) {
        if (part instanceof ContentPart.Text text) {
            return typed("text", "text", text.text());
        }
        if (part instanceof ContentPart.Media media && media.isImage()) {
            Map<String, Object> image = new LinkedHashMap<>();
            image.put(
                    "url",
                    media.url() != null ? media.url() : "data:" + media.mimeType() + ";base64," + media.base64());
            if (media.detail() != null) {
                image.put("detail", media.detail());
            }
            return typed("image_url", "image_url", image);
        }
        if (part instanceof ContentPart.Opaque opaque && opaque.wire().equals(CohereWire.NAME)) {
            return opaque.raw();
        }
        throw call.cannotCarry(
                part instanceof ContentPart.Media ? "documents or audio in a message" : "a part of another format");
    }

    private static Map<String, Object> toolResult(ContentPart.ToolResult result, WireCall call) {
        if (!result.content().stream().allMatch(ContentPart.Text.class::isInstance)) {
            throw call.cannotCarry("anything but text in a tool result");
        }
        if (result.isError()) {
            call.dropped(WireCall.FAILED_TOOL);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("role", Role.TOOL.value());
        map.put("tool_call_id", result.callId());
        map.put("content", result.text());
        return map;
    }

    private static Map<String, Object> assistant(Message message, WireCall call) {
        Map<String, Object> map = new LinkedHashMap<>();
        List<Object> content = new ArrayList<>();
        List<Object> toolCalls = new ArrayList<>();
        boolean thought = false;
        map.put("role", message.role().value());
        for (ContentPart part : message.parts()) {
            if (part instanceof ToolCall toolCall) {
                toolCalls.add(toolCall(toolCall));
            } else if (part instanceof ContentPart.Reasoning reasoning) {
                if (reasoning.raw().containsKey(TOOL_PLAN)) {
                    map.put(TOOL_PLAN, reasoning.text());
                } else {
                    content.add(typed("thinking", "thinking", reasoning.text()));
                    thought = true;
                }
            } else {
                content.add(part(part, call));
            }
        }
        if (!content.isEmpty()) {
            map.put("content", thought || message.text().isEmpty() ? content : message.text());
        }
        if (!toolCalls.isEmpty()) {
            map.put("tool_calls", toolCalls);
        }
        return map;
    }

    private static Map<String, Object> toolCall(ToolCall toolCall) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", toolCall.name());
        function.put("arguments", toolCall.argumentsJson());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", toolCall.id());
        map.putAll(typed("function", "function", function));
        return map;
    }

    private static Map<String, Object> typed(String type, String name, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", type);
        map.put(name, value);
        return map;
    }
}
