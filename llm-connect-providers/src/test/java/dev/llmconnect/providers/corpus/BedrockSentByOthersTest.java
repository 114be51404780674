package dev.llmconnect.providers.corpus;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
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
import dev.llmconnect.spi.AdapterSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bedrock's Converse. */
class BedrockSentByOthersTest extends SentByOthers {
    private static final String WIRE = "bedrock-converse";

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals(WIRE);
    }

    @Override
    protected LLMAdapter adapter(StubProvider stub, Recording recording) {
        return LLMAdapters.create(
                "bedrock",
                AdapterSettings.of(Map.of("AWS_BEARER_TOKEN_BEDROCK", StubProvider.KEY))
                        .with("base_url", stub.url()));
    }

    @Override
    protected String answer() {
        return "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"}]}},\"stopReason\":\"end_turn\"}";
    }

    @Override
    protected LLMRequest request(JsonNode body, Recording recording) {
        String path = recording.request().textOrEmpty("path");
        String model = path.substring("/model/".length(), path.lastIndexOf('/'));
        Map<String, Object> params = new LinkedHashMap<>(body.object());
        List.of("messages", "system", "toolConfig", "outputConfig").forEach(params::remove);
        Map<String, Object> inference = new LinkedHashMap<>(body.object("inferenceConfig"));
        RunConfig.Builder config = RunConfig.builder().modelName(URLDecoder.decode(model, StandardCharsets.UTF_8));
        if (inference.remove("temperature") instanceof Number temperature) {
            config.temperature(temperature.doubleValue());
        }
        if (inference.remove("maxTokens") instanceof Number tokens) {
            config.maxTokens(tokens.intValue());
        }
        params.put("inferenceConfig", inference);
        LLMRequest.Builder request = LLMRequest.builder();
        if (body.has("system")) {
            request.message(Message.of(Role.SYSTEM, parts(body.get("system"))));
        }
        for (JsonNode message : body.items("messages")) {
            request.message(Message.of(new Role(message.textOrEmpty("role")), parts(message.get("content"))));
        }
        tools(body.get("toolConfig"), request, params);
        JsonNode format = body.get("outputConfig").get("textFormat");
        if (format.exists()) {
            JsonNode schema = format.get("structure").get("jsonSchema");
            if (schema.has("description")) {
                throw new NotOurs("the description of a schema");
            }
            request.responseFormat(ResponseFormat.jsonSchema(
                    schema.textOrEmpty("name"),
                    Json.read(schema.textOrEmpty("schema")).object()));
        }
        return request.config(config.modelParams(params).build()).build();
    }

    private static void tools(JsonNode config, LLMRequest.Builder request, Map<String, Object> params) {
        List<Tool> own = new ArrayList<>();
        List<Object> theirs = new ArrayList<>();
        for (JsonNode tool : config.items("tools")) {
            JsonNode spec = tool.get("toolSpec");
            if (spec.exists()) {
                own.add(Tool.builder(spec.textOrEmpty("name"))
                        .description(spec.textOrEmpty("description"))
                        .parameters(spec.get("inputSchema").object("json"))
                        .strict((Boolean) spec.get("strict").raw())
                        .build());
            } else {
                theirs.add(tool.object());
            }
        }
        if (!theirs.isEmpty()) {
            params.put("tools", theirs);
        }
        request.tools(own);
        Set<String> choice = config.get("toolChoice").object().keySet();
        if (choice.contains("any")) {
            request.toolChoice(ToolChoice.REQUIRED);
        } else if (choice.contains("tool")) {
            request.toolChoice(
                    ToolChoice.tool(config.get("toolChoice").get("tool").textOrEmpty("name")));
        }
    }

    private static List<ContentPart> parts(JsonNode blocks) {
        return blocks.items().stream().map(BedrockSentByOthersTest::part).toList();
    }

    private static ContentPart part(JsonNode block) {
        JsonNode use = block.get("toolUse");
        JsonNode result = block.get("toolResult");
        JsonNode document = block.get("document");
        JsonNode image = block.get("image");
        if (block.has("text")) {
            return new Text(block.textOrEmpty("text"));
        }
        if (use.exists() && !use.has("type")) {
            return ToolCall.of(use.textOrEmpty("toolUseId"), use.textOrEmpty("name"), use.object("input"), "{}");
        }
        if (result.exists() && !result.has("type")) {
            return ToolResult.of(
                    result.textOrEmpty("toolUseId"),
                    "",
                    parts(result.get("content")),
                    result.textOrEmpty("status").equals("error"));
        }
        if (block.has("reasoningContent")) {
            JsonNode text = block.get("reasoningContent").get("reasoningText");
            return Reasoning.of(text.textOrEmpty("text"), text.text("signature").orElse(null), Map.of());
        }
        if (document.get("source").has("bytes") && document.object().size() == 3) {
            return Media.fromBase64(
                            "application/" + document.textOrEmpty("format"),
                            document.get("source").textOrEmpty("bytes"))
                    .name(document.textOrEmpty("name"))
                    .build();
        }
        if (image.get("source").has("bytes")) {
            return Media.ofBase64(
                    "image/" + image.textOrEmpty("format"), image.get("source").textOrEmpty("bytes"));
        }
        return new Opaque(WIRE, block.object());
    }

    @Override
    protected Map<String, Object> normal(Map<String, Object> body, JsonNode theirs) {
        Map<String, Object> normal = new LinkedHashMap<>(body);
        Map<String, Object> inference =
                new LinkedHashMap<>(JsonNode.of(body.get("inferenceConfig")).object());
        List.of("temperature", "maxTokens").stream()
                .filter(name -> !theirs.get("inferenceConfig").has(name))
                .forEach(inference::remove);
        inference.remove("stopSequences", List.of());
        normal.put("inferenceConfig", inference);
        normal.put("messages", turns(body.get("messages")));
        normal.remove("system", List.of());
        normal.computeIfPresent("toolConfig", (name, config) -> {
            Map<String, Object> copy = new LinkedHashMap<>(JsonNode.of(config).object());
            copy.remove("toolChoice", Map.of("auto", Map.of()));
            copy.put(
                    "tools",
                    Set.copyOf(JsonNode.of(config).items("tools").stream()
                            .map(JsonNode::object)
                            .toList()));
            return copy;
        });
        JsonNode schema = JsonNode.of(body.get("outputConfig"))
                .get("textFormat")
                .get("structure")
                .get("jsonSchema");
        if (schema.exists()) {
            normal.put(
                    "outputConfig",
                    List.of(
                            schema.textOrEmpty("name"),
                            Json.read(schema.textOrEmpty("schema")).raw()));
        }
        return normal;
    }

    /** Bedrock wants the turns of one speaker joined; success is what a result means anyway. */
    private static List<Object> turns(Object messages) {
        List<Object> turns = new ArrayList<>();
        String last = "";
        List<Object> said = new ArrayList<>();
        for (JsonNode message : JsonNode.of(messages).items()) {
            String role = message.textOrEmpty("role");
            if (!role.equals(last)) {
                said = new ArrayList<>();
                turns.add(List.of(role, said));
                last = role;
            }
            said.addAll(each(
                    message.get("content").raw(),
                    block -> block.computeIfPresent("toolResult", (name, result) -> {
                        Map<String, Object> copy =
                                new LinkedHashMap<>(JsonNode.of(result).object());
                        copy.remove("status", "success");
                        return copy;
                    })));
        }
        return turns;
    }
}
