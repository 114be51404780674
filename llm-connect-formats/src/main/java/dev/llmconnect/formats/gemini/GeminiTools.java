package dev.llmconnect.formats.gemini;

import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code tools} and {@code toolConfig}.
 *
 * @param functions those the caller runs
 * @param others those Google runs, as they are
 * @param choice whether one may, must or must not be called
 * @param config what only Google knows of {@code toolConfig}
 */
record GeminiTools(
        List<Tool> functions, List<Object> others, @Nullable ToolChoice choice, Map<String, Object> config) {
    private static final String CALLING = "functionCallingConfig";
    private static final String PARAMETERS = "parameters";

    static GeminiTools read(RequestFields body) {
        List<Tool> functions = new ArrayList<>();
        List<Object> others = new ArrayList<>();
        for (RequestFields tool : ProtoFields.objects(body, "tools")) {
            ProtoFields.objects(tool, "functionDeclarations").forEach(function -> functions.add(function(function)));
            if (!tool.left().isEmpty()) {
                others.add(tool.left());
            }
        }
        RequestFields config = ProtoFields.object(body, "toolConfig").orElse(null);
        if (config == null) {
            return new GeminiTools(functions, others, null, Map.of());
        }
        RequestFields calling = ProtoFields.object(config, CALLING).orElse(null);
        Map<String, Object> rest = config.left();
        return calling == null
                ? new GeminiTools(functions, others, null, rest)
                : chosen(calling, functions, others, rest);
    }

    private static GeminiTools chosen(
            RequestFields calling, List<Tool> functions, List<Object> others, Map<String, Object> rest) {
        String mode = calling.text("mode").orElse("AUTO");
        List<@Nullable Object> allowed = calling.list("allowedFunctionNames").orElse(List.of());
        // Several allowed functions are those the model gets to know.
        List<Tool> known = allowed.isEmpty()
                ? functions
                : functions.stream()
                        .filter(tool -> allowed.contains(tool.name()))
                        .toList();
        return switch (mode) {
            case "AUTO", "MODE_UNSPECIFIED" -> new GeminiTools(functions, others, ToolChoice.AUTO, rest);
            case "NONE" -> new GeminiTools(functions, others, ToolChoice.NONE, rest);
            case "ANY" -> new GeminiTools(known, others, required(known, allowed), rest);
            case "VALIDATED" -> {
                rest.put(CALLING, Map.of("mode", mode));
                yield new GeminiTools(known, others, null, rest);
            }
            default -> throw calling.wrongValue("mode", "'AUTO', 'ANY', 'NONE' or 'VALIDATED'");
        };
    }

    private static ToolChoice required(List<Tool> known, List<?> allowed) {
        return allowed.size() == 1 && known.size() == 1
                ? ToolChoice.tool(known.get(0).name())
                : ToolChoice.REQUIRED;
    }

    private static Tool function(RequestFields function) {
        String name = function.requiredText("name");
        String description = function.text("description").orElse("");
        Optional<Map<String, Object>> schema = function.tree(PARAMETERS)
                .map(GeminiSchema::toJsonSchema)
                .or(() -> function.tree("parametersJsonSchema"));
        return Tool.builder(name)
                .description(description)
                .parameters(schema.orElse(Map.of()))
                .hints(function.left().isEmpty() ? Map.of() : Map.of(WireFormat.GEMINI_GENERATE, function.left()))
                .build();
    }
}
