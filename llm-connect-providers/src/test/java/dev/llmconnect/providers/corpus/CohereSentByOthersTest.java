package dev.llmconnect.providers.corpus;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Cohere's chat, version 2. */
class CohereSentByOthersTest extends SentByOthers {
    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("cohere-chat");
    }

    @Override
    protected LLMAdapter adapter(StubProvider stub, Recording recording) {
        return stub.adapter("cohere", "COHERE_API_KEY");
    }

    @Override
    protected String answer() {
        return "{\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]},"
                + "\"finish_reason\":\"COMPLETE\"}";
    }

    @Override
    protected LLMRequest request(JsonNode body, Recording recording) {
        Map<String, Object> params = new LinkedHashMap<>(body.object());
        List.of("model", "messages", "stream", "tools", "tool_choice", "response_format")
                .forEach(params::remove);
        RunConfig.Builder config = RunConfig.builder().modelName(body.textOrEmpty("model"));
        if (params.remove("temperature") instanceof Number temperature) {
            config.temperature(temperature.doubleValue());
        }
        if (params.remove("max_tokens") instanceof Number tokens) {
            config.maxTokens(tokens.intValue());
        }
        LLMRequest.Builder request = LLMRequest.builder()
                .messages(body.items("messages").stream()
                        .map(CohereSentByOthersTest::message)
                        .toList())
                .tools(body.items("tools").stream()
                        .map(tool -> tool.get("function"))
                        .map(function -> Tool.of(
                                function.textOrEmpty("name"),
                                function.textOrEmpty("description"),
                                function.object("parameters")))
                        .toList());
        body.filled("tool_choice")
                .ifPresent(choice -> request.toolChoice(ToolChoice.ofMode(choice.toLowerCase(Locale.ROOT))));
        JsonNode format = body.get("response_format");
        if (format.exists()) {
            request.responseFormat(
                    format.has("json_schema")
                            ? ResponseFormat.jsonSchema("a", format.object("json_schema"))
                            : ResponseFormat.JSON_OBJECT);
        }
        return request.config(config.modelParams(params).build()).build();
    }

    private static Message message(JsonNode message) {
        Role role = new Role(message.textOrEmpty("role"));
        JsonNode content = message.get("content");
        List<ContentPart> parts = new ArrayList<>();
        message.filled("tool_plan").ifPresent(plan -> parts.add(Reasoning.of(plan, null, Map.of("tool_plan", plan))));
        content.text().ifPresent(text -> parts.add(new Text(text)));
        content.items().forEach(part -> parts.add(part(part)));
        if (role.equals(Role.TOOL)) {
            return Message.of(role, List.of(ToolResult.of(message.textOrEmpty("tool_call_id"), "", parts, false)));
        }
        for (JsonNode call : message.items("tool_calls")) {
            JsonNode function = call.get("function");
            parts.add(ToolCall.of(
                    call.textOrEmpty("id"), function.textOrEmpty("name"), Map.of(), function.textOrEmpty("arguments")));
        }
        return Message.of(role, parts);
    }

    private static ContentPart part(JsonNode part) {
        return switch (part.textOrEmpty("type")) {
            case "text" -> new Text(part.textOrEmpty("text"));
            case "thinking" -> Reasoning.of(part.textOrEmpty("thinking"));
            case "image_url" -> Media.ofUrl("image/*", part.get("image_url").textOrEmpty("url"));
            default -> throw new NotOurs("a part of type " + part.textOrEmpty("type"));
        };
    }

    @Override
    protected Map<String, Object> normal(Map<String, Object> body, JsonNode theirs) {
        Map<String, Object> normal = new LinkedHashMap<>(body);
        normal.remove("stream");
        List.of("temperature", "max_tokens").stream()
                .filter(name -> !theirs.has(name))
                .forEach(normal::remove);
        normal.put("messages", each(body.get("messages"), message -> {
            List<JsonNode> parts = JsonNode.of(message.get("content")).items();
            if (parts.size() == 1 && parts.get(0).has("text")) {
                message.put("content", parts.get(0).textOrEmpty("text"));
            }
            message.remove("content", "");
        }));
        return normal;
    }
}
