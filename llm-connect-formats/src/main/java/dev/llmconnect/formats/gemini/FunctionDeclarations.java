package dev.llmconnect.formats.gemini;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tools of a request, and whether one must be called. */
final class FunctionDeclarations {
    private FunctionDeclarations() {}

    /** The entry of {@code tools} with these functions. */
    static Map<String, Object> of(List<Tool> tools) {
        return Map.of(
                "functionDeclarations",
                tools.stream().map(FunctionDeclarations::declaration).toList());
    }

    /** With {@code parametersJsonSchema}: the older {@code parameters} refuses most keywords of JSON Schema. */
    private static Map<String, Object> declaration(Tool tool) {
        Map<String, Object> declaration = new LinkedHashMap<>();
        declaration.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            declaration.put("description", tool.description());
        }
        if (!isEmpty(tool.parameters())) {
            declaration.put("parametersJsonSchema", tool.parameters());
        }
        return declaration;
    }

    /** Whether a function takes nothing, which Google wants said by leaving the schema out. */
    private static boolean isEmpty(Map<String, Object> schema) {
        return schema.size() == 2
                && Map.of("type", "object", "properties", Map.of()).equals(schema);
    }

    /**
     * The {@code toolConfig}; empty when nothing is asked. A strict tool is one whose calls are held to its schema, which Gemini does
     * for all tools or none.
     */
    static Optional<Map<String, Object>> config(LLMRequest request) {
        boolean strict = request.tools().stream().anyMatch(tool -> tool.strict().orElse(false));
        Optional<ToolChoice> choice = request.toolChoice();
        if (choice.isEmpty() && !strict) {
            return Optional.empty();
        }
        Map<String, Object> calling = new LinkedHashMap<>();
        String mode = choice.map(ToolChoice::mode).orElse("auto");
        calling.put(
                "mode",
                switch (mode) {
                    case "none" -> "NONE";
                    case "required", "tool" -> "ANY";
                    default -> strict ? "VALIDATED" : "AUTO";
                });
        choice.flatMap(ToolChoice::toolName).ifPresent(name -> calling.put("allowedFunctionNames", List.of(name)));
        return Optional.of(Map.of("functionCallingConfig", calling));
    }
}
