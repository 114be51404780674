package dev.llmconnect.formats.messages;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.SentDocument;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.formats.wire.WireRequest;
import dev.llmconnect.internal.CacheControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request to {@code /v1/messages}. */
public final class MessagesRequestWriter {
    private static final String TEMPERATURE = "temperature";
    private static final String MAX_TOKENS = "max_tokens";
    private static final String OUTPUT_CONFIG = "output_config";
    private static final String OUTPUT_FORMAT = "output_format";

    /** What a count of tokens takes; the rest belongs to the answer. */
    private static final List<String> COUNTED = List.of(
            "model",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "thinking",
            OUTPUT_CONFIG,
            OUTPUT_FORMAT,
            "cache_control",
            "context_management",
            "mcp_servers",
            "speed");

    private MessagesRequestWriter() {}

    static WireRequest encodeTokenCount(WireCall call, PlatformBetas betas) {
        WireRequest whole = encode(call, betas);
        Map<String, Object> body = new LinkedHashMap<>(whole.body());
        body.keySet().retainAll(COUNTED);
        return new WireRequest("/v1/messages/count_tokens", body, whole.headers());
    }

    public static WireRequest encode(WireCall call, PlatformBetas betas) {
        LLMRequest request = call.request();
        MessagesParams params = MessagesParams.of(call, betas);
        MessagesConversation conversation = MessagesConversation.of(request.messages(), call);
        BodyBuilder body = new BodyBuilder()
                .reserve("model", "messages", "stream")
                .put("model", call.model())
                .putDefault(MAX_TOKENS, Thinking.defaultMaxTokens(call))
                .putMaxTokens(MAX_TOKENS, call)
                .put("system", conversation.system())
                .put("messages", conversation.messages());
        long budget = JsonNode.of(params.rest().get("thinking"))
                .number("budget_tokens")
                .orElse(0);
        if (request.config().maxTokensIfSet().isEmpty() && budget >= Thinking.defaultMaxTokens(call)) {
            // Thinking is part of the answer, so that the default would leave nothing for the rest.
            body.putDefault(MAX_TOKENS, budget + Thinking.defaultMaxTokens(call));
        }
        boolean thinks = Thinking.put(body, params, call);
        temperature(body, params, thinks, call);
        tools(body, params, call);
        request.responseFormat().ifPresent(format -> outputFormat(body, format, call));
        if (call.streaming()) {
            body.put("stream", true);
        }
        Map<String, Object> encoded = body.params(params.rest()).build();
        if (ThinkingRules.forbid(encoded)) {
            encoded.remove("thinking");
            call.dropped("thinking");
        }
        request.wireFields().document(MessagesWire.NAME).ifPresent(document -> {
            if (betas.acceptsField(OUTPUT_FORMAT)) {
                outputFormatAsSent(encoded, document);
            }
            SentDocument.restore(encoded, document, Map.of());
        });
        return new WireRequest("/v1/messages", encoded, params.headers());
    }

    /** The form of the answer under the name that it had before {@code output_config}, if the client calls it so. */
    private static void outputFormatAsSent(Map<String, Object> body, Map<String, Object> document) {
        JsonNode config = JsonNode.of(body.get(OUTPUT_CONFIG));
        Object format = document.get(OUTPUT_FORMAT);
        if (format == null || !config.get("format").equals(JsonNode.of(format))) {
            return;
        }
        body.put(OUTPUT_FORMAT, format);
        Map<String, Object> rest = new LinkedHashMap<>(config.object());
        rest.remove("format");
        if (rest.isEmpty()) {
            body.remove(OUTPUT_CONFIG);
        } else {
            body.put(OUTPUT_CONFIG, rest);
        }
    }

    /** With thinking or {@code top_p} Anthropic takes no temperature but 1, so nobody's default is sent. */
    private static void temperature(BodyBuilder body, MessagesParams params, boolean thinks, WireCall call) {
        RunConfig config = call.request().config();
        boolean isDefault = config.usesDefaults()
                && config.temperatureIfSet().isEmpty()
                && !params.rest().containsKey(TEMPERATURE);
        if (isDefault && (thinks || params.rest().containsKey("top_p"))) {
            call.dropped(TEMPERATURE);
        } else {
            body.putTemperature(TEMPERATURE, call);
        }
    }

    private static void tools(BodyBuilder body, MessagesParams params, WireCall call) {
        List<Object> tools = new ArrayList<>();
        call.request().tools().forEach(tool -> tools.add(tool(tool)));
        tools.addAll(params.serverTools());
        if (!tools.isEmpty()) {
            body.put("tools", tools);
        }
        ToolChoice choice = call.request().toolChoice().orElse(ToolChoice.AUTO);
        boolean oneAtATime = params.oneToolAtATime() && !tools.isEmpty() && !choice.equals(ToolChoice.NONE);
        boolean needless = call.request().toolChoice().isEmpty() || (tools.isEmpty() && !mustCall(choice));
        if (oneAtATime || !needless) {
            Map<String, Object> map = toolChoice(choice, call);
            if (oneAtATime) {
                map.put("disable_parallel_tool_use", true);
            }
            body.put("tool_choice", map);
        }
    }

    private static boolean mustCall(ToolChoice choice) {
        return !choice.equals(ToolChoice.AUTO) && !choice.equals(ToolChoice.NONE);
    }

    private static Map<String, Object> tool(Tool tool) {
        Optional<Map<String, Object>> raw = tool.raw(MessagesWire.NAME);
        if (raw.isPresent()) {
            return raw.get();
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            map.put("description", tool.description());
        }
        map.put("input_schema", tool.parameters());
        tool.strict().ifPresent(strict -> map.put("strict", strict));
        tool.hints().getOrDefault(MessagesWire.NAME, Map.of()).forEach(map::putIfAbsent);
        if (tool.cacheMark() != null) {
            map.putIfAbsent(CacheControl.FIELD, CacheControl.write(tool.cacheMark()));
        }
        return map;
    }

    private static Map<String, Object> toolChoice(ToolChoice choice, WireCall call) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (choice.toolName().isPresent()) {
            map.put("type", "tool");
            map.put("name", choice.toolName().get());
            return map;
        }
        map.put(
                "type",
                switch (choice.mode()) {
                    case "auto", "none" -> choice.mode();
                    case "required" -> "any";
                    default -> throw call.cannotCarry("a tool choice of " + choice.mode());
                });
        return map;
    }

    /** The schema's name is only a label, and Anthropic always holds the model to the schema. */
    private static void outputFormat(BodyBuilder body, ResponseFormat format, WireCall call) {
        switch (format.type()) {
            case "text" -> {}
            case "json_schema" -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("type", "json_schema");
                map.put("schema", format.schema());
                body.params(Map.of(OUTPUT_CONFIG, Map.of("format", map)));
            }
            // The prompt asks for JSON too, as the API that knows this form demands.
            case "json_object" -> call.dropped("response_format");
            default -> throw call.cannotCarry("a response format of " + format.type() + ", only a JSON schema");
        }
    }
}
