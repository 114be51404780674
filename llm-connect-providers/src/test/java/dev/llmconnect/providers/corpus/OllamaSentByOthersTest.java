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
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ollama's own API. */
class OllamaSentByOthersTest extends SentByOthers {
    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("ollama-chat");
    }

    @Override
    protected LLMAdapter adapter(StubProvider stub, Recording recording) {
        return stub.adapter("ollama", "OLLAMA_API_KEY");
    }

    @Override
    protected String answer() {
        return "{\"message\":{\"content\":\"Hi\"},\"done\":true}";
    }

    @Override
    protected LLMRequest request(JsonNode body, Recording recording) {
        RunConfig.Builder config = RunConfig.builder().modelName(body.textOrEmpty("model"));
        Map<String, Object> params = new LinkedHashMap<>(body.object("options"));
        if (params.remove("temperature") instanceof Number temperature) {
            config.temperature(temperature.doubleValue());
        }
        if (params.remove("num_predict") instanceof Number tokens) {
            config.maxTokens(tokens.intValue());
        }
        for (String name : List.of("think", "keep_alive")) {
            if (body.has(name)) {
                params.put(name, body.get(name).raw());
            }
        }
        LLMRequest.Builder request = LLMRequest.builder()
                .messages(body.items("messages").stream()
                        .map(OllamaSentByOthersTest::message)
                        .toList())
                .tools(body.items("tools").stream()
                        .map(tool -> tool.get("function"))
                        .map(function -> Tool.of(
                                function.textOrEmpty("name"),
                                function.textOrEmpty("description"),
                                function.object("parameters")))
                        .toList());
        JsonNode format = body.get("format");
        if (format.isObject()) {
            request.responseFormat(ResponseFormat.jsonSchema("a", format.object()));
        } else if (format.text().orElse("").equals("json")) {
            request.responseFormat(ResponseFormat.JSON_OBJECT);
        }
        return request.config(config.modelParams(params).build()).build();
    }

    private static Message message(JsonNode message) {
        Role role = new Role(message.textOrEmpty("role"));
        Text text = new Text(message.textOrEmpty("content"));
        if (role.equals(Role.TOOL)) {
            return Message.of(role, List.of(ToolResult.of("", message.textOrEmpty("tool_name"), List.of(text), false)));
        }
        List<ContentPart> parts = new ArrayList<>();
        message.filled("thinking").ifPresent(thought -> parts.add(Reasoning.of(thought)));
        parts.add(text);
        message.items("images")
                .forEach(image ->
                        parts.add(Media.ofBase64("image/*", image.text().orElseThrow())));
        for (JsonNode call : message.items("tool_calls")) {
            JsonNode function = call.get("function");
            parts.add(ToolCall.of(
                    call.textOrEmpty("id"), function.textOrEmpty("name"), function.object("arguments"), "{}"));
        }
        return Message.of(role, parts);
    }

    @Override
    protected Map<String, Object> normal(Map<String, Object> body, JsonNode theirs) {
        Map<String, Object> normal = new LinkedHashMap<>(body);
        normal.remove("stream");
        normal.remove("format", "");
        normal.remove("tools", List.of());
        Map<String, Object> options =
                new LinkedHashMap<>(JsonNode.of(body.get("options")).object());
        List.of("temperature", "num_predict").stream()
                .filter(name -> !theirs.get("options").has(name))
                .forEach(options::remove);
        normal.put("options", options);
        normal.put("messages", each(body.get("messages"), message -> {
            message.putIfAbsent("content", "");
            message.remove("images", List.of());
            message.remove("tool_calls", List.of());
            message.computeIfPresent(
                    "tool_calls",
                    (name, calls) -> each(calls, call -> {
                        call.remove("type");
                        call.remove("id");
                    }));
        }));
        return normal;
    }
}
