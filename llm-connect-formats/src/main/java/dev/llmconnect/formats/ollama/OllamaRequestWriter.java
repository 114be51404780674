package dev.llmconnect.formats.ollama;

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
import java.util.Set;

/** Writes a request as Ollama wants it. */
final class OllamaRequestWriter {
    /** What stands beside {@code options} or is refused there; every other model parameter is one of the options. */
    private static final Set<String> TOP_LEVEL = Set.of(
            "model",
            "messages",
            "stream",
            "think",
            "format",
            "keep_alive",
            "options",
            "template",
            "logprobs",
            "top_logprobs",
            "truncate",
            "shift");

    /** It would leave an option it does not know aside, and say so in its own log only. */
    private static final Set<String> UNKNOWN_TO_OLLAMA = Set.of("logit_bias");

    private static final String EFFORT = "reasoning_effort";

    private OllamaRequestWriter() {}

    static Map<String, Object> encode(WireCall call) {
        LLMRequest request = call.request();
        Map<String, Object> top = new LinkedHashMap<>();
        Map<String, Object> inner = new LinkedHashMap<>();
        Map<String, Object> own = request.wireFields(OllamaWire.NAME);
        request.config().modelParams().forEach((name, value) -> {
            if (name.equals(EFFORT)) {
                // In Ollama's own form it says more: not every model knows levels.
                top.put("think", own.getOrDefault("think", think(value)));
            } else if (name.equals("parallel_tool_calls")) {
                if (!isUsual(value)) {
                    call.dropped(name);
                }
            } else if (name.equals(ChoiceCount.NAME)) {
                Choices.check(value, 1, call);
            } else if (UNKNOWN_TO_OLLAMA.contains(name) && !isUsual(value)) {
                throw call.refused(name);
            } else if (name.equals("stop") && value instanceof String one) {
                inner.put(name, List.of(one));
            } else {
                (TOP_LEVEL.contains(name) ? top : inner).put(name, value);
            }
        });
        BodyBuilder body = new BodyBuilder()
                .reserve("model", "messages", "stream")
                .put("model", call.model())
                .put("messages", messages(call))
                .put("stream", call.streaming())
                .put("options", options(call, inner));
        if (!request.tools().isEmpty() && toolsWanted(call)) {
            body.put(
                    "tools",
                    request.tools().stream().map(tool -> tool(tool, call)).toList());
        }
        request.responseFormat()
                .filter(format -> !format.type().equals("text"))
                .ifPresent(format -> body.put("format", format(format)));
        return body.params(top).params(own).build();
    }

    /** Whether it asks for no more than what is so anyway: tools called as the model likes. */
    private static boolean isUsual(Object value) {
        return Boolean.TRUE.equals(value);
    }

    private static Map<String, Object> options(WireCall call, Map<String, Object> params) {
        return new BodyBuilder()
                .putTemperature("temperature", call)
                .putMaxTokens("num_predict", call)
                .params(params)
                .build();
    }

    /** {@code true}, {@code false}, or one of three levels (https://docs.ollama.com/capabilities/thinking). */
    private static Object think(Object effort) {
        return "none".equals(effort) ? false : "minimal".equals(effort) ? "low" : effort;
    }

    private static boolean toolsWanted(WireCall call) {
        ToolChoice choice = call.request().toolChoice().orElse(ToolChoice.AUTO);
        if (choice.equals(ToolChoice.NONE)) {
            return false;
        }
        if (!choice.equals(ToolChoice.AUTO)) {
            throw call.cannotCarry("a tool choice of " + choice.mode() + ": its models decide themselves");
        }
        return true;
    }

    private static Object format(ResponseFormat format) {
        return format.type().equals("json_schema") ? format.schema() : "json";
    }

    private static Map<String, Object> tool(Tool tool, WireCall call) {
        if (tool.strict().orElse(false)) {
            // It does not enforce a tool's schema; the model reads it all the same.
            call.dropped(WireCall.STRICT_TOOL);
        }
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        function.put("description", tool.description());
        function.put("parameters", tool.parameters());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "function");
        map.put("function", function);
        return map;
    }

    private static List<Object> messages(WireCall call) {
        List<Object> encoded = new ArrayList<>();
        for (Message message : call.request().messages()) {
            Map<String, Object> map = new LinkedHashMap<>();
            List<Object> images = new ArrayList<>();
            List<Object> toolCalls = new ArrayList<>();
            StringBuilder thinking = new StringBuilder();
            map.put("role", message.role().value());
            map.put("content", message.text());
            for (ContentPart part : message.parts()) {
                if (part instanceof ContentPart.ToolResult result) {
                    encoded.add(toolResult(result, call));
                } else if (part instanceof ContentPart.Media media) {
                    images.add(image(media, call));
                } else if (part instanceof ToolCall toolCall) {
                    toolCalls.add(Map.of("function", function(toolCall)));
                } else if (part instanceof ContentPart.Reasoning reasoning) {
                    thinking.append(reasoning.text());
                } else if (!(part instanceof ContentPart.Text)) {
                    throw call.cannotCarry("a part of another provider's format");
                }
            }
            if (!thinking.isEmpty()) {
                map.put("thinking", thinking.toString());
            }
            if (!images.isEmpty()) {
                map.put("images", images);
            }
            if (!toolCalls.isEmpty()) {
                map.put("tool_calls", toolCalls);
            }
            boolean onlyResults =
                    message.role().equals(Role.TOOL) && message.text().isEmpty();
            if (!onlyResults) {
                encoded.add(map);
            }
        }
        return encoded;
    }

    private static Map<String, Object> function(ToolCall toolCall) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", toolCall.name());
        function.put("arguments", toolCall.arguments());
        return function;
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
        map.put("content", result.text());
        map.put("tool_name", result.name());
        return map;
    }

    private static String image(ContentPart.Media media, WireCall call) {
        String data = media.base64();
        if (!media.isImage() || data == null) {
            throw call.cannotCarry(media.isImage() ? "images by URL, only as bytes" : "documents or audio");
        }
        if (media.detail() != null && !media.detail().equals("auto")) {
            call.dropped(WireCall.IMAGE_DETAIL);
        }
        return data;
    }
}
