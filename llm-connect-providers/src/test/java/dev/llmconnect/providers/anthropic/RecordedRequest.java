package dev.llmconnect.providers.anthropic;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.messages.MessagesWire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What somebody else's client has sent, in our words. */
final class RecordedRequest {
    private final JsonNode body;
    private final Map<String, Object> params;
    private final LLMRequest.Builder request = LLMRequest.builder();

    private RecordedRequest(JsonNode body) {
        this.body = body;
        this.params = new LinkedHashMap<>(body.object());
    }

    static LLMRequest of(JsonNode body) {
        return new RecordedRequest(body).read();
    }

    private LLMRequest read() {
        List<Message> messages = new ArrayList<>();
        if (body.has("system")) {
            messages.add(Message.of(Role.SYSTEM, parts(body.get("system"))));
        }
        for (JsonNode message : body.items("messages")) {
            messages.add(Message.of(new Role(message.textOrEmpty("role")), parts(message.get("content"))));
        }
        tools();
        format();
        RunConfig.Builder config = RunConfig.builder()
                .modelName(body.filled("model").orElse("claude-3-7-sonnet@20250219"))
                .maxTokens((int) body.number("max_tokens").orElse(2000));
        body.get("temperature").decimal().ifPresent(value -> config.temperature(value.doubleValue()));
        for (String known : List.of(
                "model",
                "messages",
                "system",
                "stream",
                "max_tokens",
                "temperature",
                "tool_choice",
                "anthropic_version")) {
            params.remove(known);
        }
        return request.messages(messages)
                .config(config.modelParams(params).build())
                .build();
    }

    private void tools() {
        List<Tool> own = new ArrayList<>();
        List<Object> theirs = new ArrayList<>();
        for (JsonNode tool : body.items("tools")) {
            boolean plain = List.of("name", "description", "input_schema", "strict")
                    .containsAll(tool.object().keySet());
            if (plain) {
                own.add(Tool.builder(tool.textOrEmpty("name"))
                        .description(tool.textOrEmpty("description"))
                        .parameters(tool.object("input_schema"))
                        .strict(tool.get("strict").raw() instanceof Boolean strict ? strict : null)
                        .build());
            } else {
                theirs.add(tool.object());
            }
        }
        params.remove("tools");
        if (!theirs.isEmpty()) {
            params.put("tools", theirs);
        }
        request.tools(own);
        JsonNode choice = body.get("tool_choice");
        if (choice.exists()) {
            String type = choice.textOrEmpty("type");
            request.toolChoice(
                    type.equals("tool")
                            ? ToolChoice.tool(choice.textOrEmpty("name"))
                            : ToolChoice.ofMode(type.equals("any") ? "required" : type));
        }
        if (choice.isTrue("disable_parallel_tool_use")) {
            params.put("parallel_tool_calls", false);
        }
    }

    private void format() {
        JsonNode config = body.get("output_config");
        if (config.get("format").exists()) {
            request.responseFormat(
                    ResponseFormat.jsonSchema("a", config.get("format").object("schema")));
            Map<String, Object> rest = new LinkedHashMap<>(config.object());
            rest.remove("format");
            params.remove("output_config");
            if (!rest.isEmpty()) {
                params.put("output_config", rest);
            }
        }
    }

    private static List<ContentPart> parts(JsonNode content) {
        return content.isText()
                ? List.of(new Text(content.text().orElse("")))
                : content.items().stream().map(RecordedRequest::part).toList();
    }

    private static ContentPart part(JsonNode block) {
        int fields = block.object().size();
        JsonNode source = block.get("source");
        return switch (block.textOrEmpty("type")) {
            case "text" -> fields == 2 ? new Text(block.textOrEmpty("text")) : opaque(block);
            case "image", "document" -> {
                String kind = source.textOrEmpty("type");
                boolean carried = fields == 2 && (kind.equals("url") || kind.equals("base64"));
                String fallback = block.textOrEmpty("type").equals("image") ? "image/*" : "application/pdf";
                yield carried ? media(source, fallback) : opaque(block);
            }
            case "thinking", "redacted_thinking" ->
                Reasoning.of(
                        block.textOrEmpty("thinking"), block.text("signature").orElse(null), block.object());
            case "tool_use" -> {
                Map<String, Object> extras = new LinkedHashMap<>(block.object());
                extras.keySet().removeAll(List.of("type", "id", "name", "input"));
                yield ToolCall.of(block.textOrEmpty("id"), block.textOrEmpty("name"), block.object("input"), "{}")
                        .withExtras(extras);
            }
            case "tool_result" ->
                List.of("type", "tool_use_id", "content", "is_error")
                                .containsAll(block.object().keySet())
                        ? ToolResult.of(
                                block.textOrEmpty("tool_use_id"),
                                "",
                                parts(block.get("content")),
                                block.isTrue("is_error"))
                        : opaque(block);
            default -> opaque(block);
        };
    }

    private static ContentPart opaque(JsonNode block) {
        return new Opaque(MessagesWire.NAME, block.object());
    }

    private static Media media(JsonNode source, String fallback) {
        String type = source.filled("media_type").orElse(fallback);
        return source.text("url").isPresent()
                ? Media.ofUrl(type, source.textOrEmpty("url"))
                : Media.ofBase64(type, source.textOrEmpty("data"));
    }
}
