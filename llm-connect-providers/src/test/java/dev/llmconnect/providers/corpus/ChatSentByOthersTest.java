package dev.llmconnect.providers.corpus;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.catalog.OpenAICompatibleCatalog;
import dev.llmconnect.spi.AdapterSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chat Completions of everybody whose requests were recorded, and Mistral's; each through the adapter of that name. */
class ChatSentByOthersTest extends SentByOthers {
    private static final Set<String> MESSAGE =
            Set.of("role", "content", "tool_calls", "tool_call_id", "reasoning_content", "reasoning", "prefix");

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("openai-chat") || recording.wire().equals("mistral-chat");
    }

    @Override
    protected LLMAdapter adapter(StubProvider stub, Recording recording) {
        boolean known = List.of("openai", "openrouter", "mistral").contains(recording.provider())
                || new OpenAICompatibleCatalog()
                        .providers().stream().anyMatch(entry -> entry.name().equals(recording.provider()));
        return LLMAdapters.create(
                known ? recording.provider() : "openai-compatible",
                AdapterSettings.of(Map.of()).with("base_url", stub.url()).with("api_key", StubProvider.KEY));
    }

    @Override
    protected String answer() {
        return "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
    }

    @Override
    protected LLMRequest request(JsonNode body, Recording recording) {
        Map<String, Object> params = new LinkedHashMap<>(body.object());
        params.values().removeIf(value -> value == null);
        RunConfig.Builder config =
                RunConfig.builder().modelName(body.filled("model").orElse("deployed"));
        List.of("model", "messages", "tools", "tool_choice", "response_format", "stream", "stream_options")
                .forEach(params::remove);
        if (params.remove("temperature") instanceof Number temperature) {
            config.temperature(temperature.doubleValue());
        }
        LLMRequest.Builder request = LLMRequest.builder()
                .messages(body.items("messages").stream()
                        .map(ChatSentByOthersTest::message)
                        .toList())
                .tools(body.items("tools").stream()
                        .map(ChatSentByOthersTest::tool)
                        .toList());
        JsonNode choice = body.get("tool_choice");
        if (choice.exists()) {
            String name = choice.get("function").textOrEmpty("name");
            request.toolChoice(
                    name.isEmpty() ? ToolChoice.ofMode(choice.text().orElse("auto")) : ToolChoice.tool(name));
        }
        JsonNode format = body.get("response_format");
        if (format.exists()) {
            JsonNode schema = format.get("json_schema");
            if (!Set.of("name", "schema", "strict").containsAll(schema.object().keySet())) {
                throw new NotOurs("the description of a schema");
            }
            request.responseFormat(ResponseFormat.builder(format.textOrEmpty("type"))
                    .name(schema.textOrEmpty("name"))
                    .schema(schema.object("schema"))
                    .strict((Boolean) schema.get("strict").raw())
                    .build());
        }
        return request.config(config.modelParams(params).build()).build();
    }

    private static Tool tool(JsonNode tool) {
        JsonNode function = tool.get("function");
        if (!function.isObject() || tool.object().size() > 2) {
            throw new NotOurs("a tool that is no function");
        }
        return Tool.builder(function.textOrEmpty("name"))
                .description(function.textOrEmpty("description"))
                .parameters(function.object("parameters"))
                .strict((Boolean) function.get("strict").raw())
                .build();
    }

    private static Message message(JsonNode message) {
        Map<String, Object> said = new LinkedHashMap<>(message.object());
        said.values().removeIf(value -> value == null || value.equals(List.of()));
        if (!MESSAGE.containsAll(said.keySet()) || message.isTrue("prefix")) {
            throw new NotOurs("further fields of a message");
        }
        Role role = new Role(message.textOrEmpty("role"));
        List<ContentPart> parts = parts(message.get("content"));
        if (role.equals(Role.TOOL)) {
            return Message.of(role, List.of(ToolResult.of(message.textOrEmpty("tool_call_id"), "", parts, false)));
        }
        List<ContentPart> all = new ArrayList<>();
        message.filled("reasoning_content")
                .or(() -> message.filled("reasoning"))
                .ifPresent(text -> all.add(Reasoning.of(text)));
        all.addAll(parts);
        for (JsonNode call : message.items("tool_calls")) {
            JsonNode function = call.get("function");
            all.add(ToolCall.of(
                            call.textOrEmpty("id"),
                            function.textOrEmpty("name"),
                            Map.of(),
                            function.textOrEmpty("arguments"))
                    .withExtras(
                            call.has("extra_content")
                                    ? Map.of("extra_content", call.object("extra_content"))
                                    : Map.of()));
        }
        return Message.of(role, all);
    }

    private static List<ContentPart> parts(JsonNode content) {
        if (!content.isArray()) {
            return content.text()
                    .<List<ContentPart>>map(text -> List.of(new Text(text)))
                    .orElse(List.of());
        }
        return content.items().stream().map(ChatSentByOthersTest::part).toList();
    }

    private static ContentPart part(JsonNode part) {
        if (part.object().size() != 2) {
            throw new NotOurs("further fields of a part");
        }
        return switch (part.textOrEmpty("type")) {
            case "text" -> new Text(part.textOrEmpty("text"));
            case "image_url" -> {
                JsonNode image = part.get("image_url");
                yield Media.fromUrl("image/*", image.text().orElseGet(() -> image.textOrEmpty("url")))
                        .detail(image.text("detail").orElse(null))
                        .build();
            }
            case "input_audio" -> {
                JsonNode audio = part.get("input_audio");
                yield Media.ofBase64("audio/" + audio.textOrEmpty("format"), audio.textOrEmpty("data"));
            }
            default -> throw new NotOurs("a part of type " + part.textOrEmpty("type"));
        };
    }

    @Override
    protected Map<String, Object> normal(Map<String, Object> body, JsonNode theirs) {
        Map<String, Object> normal = new LinkedHashMap<>(body);
        Map<Object, Object> ids = new LinkedHashMap<>();
        List.of("stream", "stream_options").forEach(normal::remove);
        List.of("model", "temperature", "max_tokens", "max_completion_tokens").stream()
                .filter(name -> !theirs.has(name))
                .forEach(normal::remove);
        normal.put("messages", each(body.get("messages"), message -> same(message, ids)));
        normal.computeIfPresent(
                "tools",
                (name, tools) -> each(tools, tool -> {
                    tool.put("type", "function");
                    tool.put("function", function(tool));
                }));
        normal.computeIfPresent(
                "tool_choice",
                (name, choice) ->
                        choice instanceof Map<?, ?> map && map.get("function") != null ? map.get("function") : choice);
        normal.remove("tools", List.of());
        return normal;
    }

    private static Map<String, Object> function(Map<String, Object> tool) {
        Map<String, Object> function =
                new LinkedHashMap<>(JsonNode.of(tool.get("function")).object());
        function.remove("description", "");
        function.putIfAbsent("parameters", Map.of());
        function.computeIfPresent(
                "parameters",
                (name, schema) -> schema.equals(Map.of()) ? Map.of("type", "object", "properties", Map.of()) : schema);
        return function;
    }

    /** One text and its list, an address and its object, nothing and an empty text or list; ids by their order, as sources redact some. */
    private static void same(Map<String, Object> message, Map<Object, Object> ids) {
        List<JsonNode> parts = JsonNode.of(message.get("content")).items();
        if (parts.size() == 1 && parts.get(0).has("text")) {
            message.put("content", parts.get(0).textOrEmpty("text"));
        } else if (!parts.isEmpty()) {
            message.put(
                    "content",
                    each(
                            message.get("content"),
                            part -> part.computeIfPresent(
                                    "image_url",
                                    (name, image) -> image instanceof String url ? Map.of("url", url) : image)));
        }
        message.remove("content", "");
        message.remove("content", List.of());
        message.remove("tool_calls", List.of());
        message.remove("prefix", false);
        message.computeIfPresent(
                "tool_calls",
                (name, calls) -> each(calls, call -> {
                    call.remove("index");
                    call.computeIfPresent("id", (field, id) -> ids.computeIfAbsent(id, first -> ids.size()));
                    call.put("type", "function");
                    call.computeIfPresent("function", (field, function) -> sameArguments(JsonNode.of(function)));
                }));
        message.computeIfPresent("tool_call_id", (name, id) -> ids.computeIfAbsent(id, first -> ids.size()));
        // Most providers take no reasoning back, and where one does not, ours leaves it out and says so.
        message.remove("reasoning_content");
        message.remove("reasoning");
    }

    private static Object sameArguments(JsonNode function) {
        Map<String, Object> same = new LinkedHashMap<>(function.object());
        same.put(
                "arguments",
                Json.read(function.filled("arguments").orElse("{}")).raw());
        return same;
    }
}
