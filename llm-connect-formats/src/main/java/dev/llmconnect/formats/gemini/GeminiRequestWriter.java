package dev.llmconnect.formats.gemini;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The body of a request. */
final class GeminiRequestWriter {
    private static final String TOOLS = "tools";

    /** What stands beside {@code generationConfig}; spelled one way, so that it meets what the request itself sets. */
    private static final Set<String> FIELDS =
            Set.of(TOOLS, "toolConfig", "safetySettings", "systemInstruction", "cachedContent", "modelArmorConfig");

    private GeminiRequestWriter() {}

    static Map<String, Object> encode(WireCall call) {
        LLMRequest request = call.request();
        GenerationConfig config = new GenerationConfig(call);
        Contents contents = new Contents(call);
        request.messages().forEach(contents::add);
        contents.mediaResolution().ifPresent(resolution -> config.put("mediaResolution", resolution));
        BodyBuilder body = new BodyBuilder()
                .reserve("model", "contents", "stream")
                .put("contents", contents.list())
                .put("systemInstruction", contents.systemInstruction().orElse(null));
        FunctionDeclarations.config(request).ifPresent(tools -> body.put("toolConfig", tools));
        body.put("generationConfig", config.build());
        Map<String, Object> params = spelled(config.others());
        Map<String, Object> own = new LinkedHashMap<>(request.wireFields(GeminiWire.NAME));
        List<Object> tools = tools(request, params);
        JsonNode.of(own.remove(TOOLS)).items().forEach(tool -> tools.add(tool.object()));
        if (!tools.isEmpty()) {
            body.put(TOOLS, tools);
        }
        return body.params(params).params(own).build();
    }

    /** Functions, and beside them what the parameters name, such as Google's own search. */
    private static List<Object> tools(LLMRequest request, Map<String, Object> params) {
        List<Object> tools = new ArrayList<>();
        if (!request.tools().isEmpty()) {
            tools.add(FunctionDeclarations.of(request.tools()));
        }
        if (params.get(TOOLS) instanceof List<?>) {
            JsonNode.of(params.remove(TOOLS)).items().forEach(tool -> tools.add(tool.object()));
        }
        return tools;
    }

    private static Map<String, Object> spelled(Map<String, Object> params) {
        Map<String, Object> spelled = new LinkedHashMap<>();
        params.forEach((name, value) -> {
            String field = GenerationConfig.camelCase(name);
            spelled.put(FIELDS.contains(field) ? field : name, value);
        });
        return spelled;
    }
}
