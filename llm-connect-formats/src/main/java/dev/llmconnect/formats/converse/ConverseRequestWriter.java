package dev.llmconnect.formats.converse;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.messages.PlatformBetas;
import dev.llmconnect.formats.messages.SamplingLimits;
import dev.llmconnect.formats.messages.ThinkingRules;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The body of a Converse request. */
final class ConverseRequestWriter {
    private ConverseRequestWriter() {}

    static Map<String, Object> encode(WireCall call, PlatformBetas betas) {
        LLMRequest request = call.request();
        ConverseParams params = ConverseParams.of(call, betas);
        ConverseMessages conversation = ConverseMessages.of(request.messages(), call);
        ConverseReasoning.put(params, call);
        if (ConverseWire.isClaude(call.model())) {
            SamplingLimits.check(
                    call, ConverseWire.NAME, JsonNode.of(params.model()).get("thinking"));
        }
        BodyBuilder body = new BodyBuilder().reserve("messages", "system").put("messages", conversation.messages());
        if (!conversation.system().isEmpty()) {
            body.put("system", conversation.system());
        }
        Map<String, Object> inference = inference(params, call);
        if (!inference.isEmpty()) {
            body.put("inferenceConfig", inference);
        }
        toolConfig(body, params, call);
        withoutForbiddenThinking(params, conversation, call);
        request.responseFormat().ifPresent(format -> outputConfig(body, format, call));
        if (!params.model().isEmpty()) {
            body.put("additionalModelRequestFields", params.model());
        }
        return body.params(params.top()).build();
    }

    private static Map<String, Object> inference(ConverseParams params, WireCall call) {
        RunConfig config = call.request().config();
        Map<String, Object> given = params.inference();
        BodyBuilder inference = new BodyBuilder();
        boolean noLimit = ConverseReasoning.isHardest(params)
                && config.usesDefaults()
                && config.maxTokensIfSet().isEmpty()
                && !given.containsKey("maxTokens");
        if (noLimit) {
            call.dropped("max_tokens");
        } else {
            inference.putMaxTokens("maxTokens", call);
        }
        // Newer Claude models take temperature or topP, but not both.
        boolean oneOfBoth = given.containsKey("topP") && ConverseWire.isClaude(call.model());
        boolean isDefault =
                config.usesDefaults() && config.temperatureIfSet().isEmpty() && !given.containsKey("temperature");
        if (isDefault && (oneOfBoth || ConverseReasoning.refusesDefaults(params))) {
            call.dropped("temperature");
        } else {
            inference.putTemperature("temperature", call);
        }
        long budget = JsonNode.of(params.model())
                .get("thinking")
                .number("budget_tokens")
                .orElse(0);
        if (config.usesDefaults() && config.maxTokensIfSet().isEmpty() && budget >= config.maxTokens()) {
            // Thinking is part of the answer, so that the default would leave nothing for the rest.
            inference.putDefault("maxTokens", budget + config.maxTokens());
        }
        return inference.params(given).build();
    }

    private static void toolConfig(BodyBuilder body, ConverseParams params, WireCall call) {
        List<Object> tools = new ArrayList<>();
        for (Tool tool : call.request().tools()) {
            tools.add(toolSpec(tool));
            if (tool.cacheMark() != null) {
                tools.add(ConverseBlocks.cachePoint(tool.cacheMark()));
            }
        }
        tools.addAll(params.tools());
        ToolChoice choice = call.request().toolChoice().orElse(ToolChoice.AUTO);
        if (choice.equals(ToolChoice.NONE)) {
            if (!tools.isEmpty() && speaksOfTools(call.request())) {
                throw call.cannotCarry("a tool choice of none if the conversation has tool calls");
            }
            return;
        }
        Map<String, Object> config = new LinkedHashMap<>();
        if (!tools.isEmpty()) {
            config.put("tools", tools);
        }
        if (!choice.equals(ToolChoice.AUTO)) {
            config.put("toolChoice", toolChoice(choice, call));
        }
        if (!config.isEmpty()) {
            body.put("toolConfig", config);
        }
    }

    /** Leaves out thinking that Claude refuses at this point of the conversation. */
    private static void withoutForbiddenThinking(ConverseParams params, ConverseMessages conversation, WireCall call) {
        ToolChoice choice = call.request().toolChoice().orElse(ToolChoice.AUTO);
        boolean mustCall = !choice.equals(ToolChoice.AUTO) && !choice.equals(ToolChoice.NONE);
        JsonNode thinking = JsonNode.of(params.model()).get("thinking");
        if (ThinkingRules.forbid(
                thinking,
                mustCall,
                JsonNode.of(conversation.messages()).items(),
                ConverseRequestWriter::messagesType)) {
            params.model().remove("thinking");
            call.dropped("thinking");
        }
    }

    /** The type of a block by the name that Anthropic's Messages have for it; empty for those that no rule asks for. */
    private static String messagesType(JsonNode block) {
        if (block.has("toolUse")) {
            return "tool_use";
        }
        if (block.has("toolResult")) {
            return "tool_result";
        }
        return block.has("reasoningContent") ? "thinking" : "";
    }

    private static boolean speaksOfTools(LLMRequest request) {
        return request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .anyMatch(part -> part instanceof ToolCall || part instanceof ContentPart.ToolResult);
    }

    private static Map<String, Object> toolSpec(Tool tool) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            spec.put("description", tool.description());
        }
        spec.put("inputSchema", Map.of("json", tool.parameters()));
        tool.strict().ifPresent(strict -> spec.put("strict", strict));
        return Map.of("toolSpec", spec);
    }

    private static Map<String, Object> toolChoice(ToolChoice choice, WireCall call) {
        if (choice.toolName().isPresent()) {
            return Map.of("tool", Map.of("name", choice.toolName().get()));
        }
        if (choice.equals(ToolChoice.REQUIRED)) {
            return Map.of("any", Map.of());
        }
        throw call.cannotCarry("a tool choice of " + choice.mode());
    }

    /** Bedrock wants the schema as a text, and always holds the model to it. */
    private static void outputConfig(BodyBuilder body, ResponseFormat format, WireCall call) {
        switch (format.type()) {
            case "text" -> {}
            case "json_schema" -> {
                Map<String, Object> schema = new LinkedHashMap<>();
                if (!format.name().isEmpty()) {
                    schema.put("name", format.name());
                }
                schema.put("schema", Json.text(format.schema()));
                Map<String, Object> textFormat = new LinkedHashMap<>();
                textFormat.put("type", "json_schema");
                textFormat.put("structure", Map.of("jsonSchema", schema));
                body.put("outputConfig", Map.of("textFormat", textFormat));
            }
            // The prompt asks for JSON too, as the API that knows this form demands.
            case "json_object" -> call.dropped("response_format");
            default -> throw call.cannotCarry("a response format of " + format.type() + ", only a JSON schema");
        }
    }
}
