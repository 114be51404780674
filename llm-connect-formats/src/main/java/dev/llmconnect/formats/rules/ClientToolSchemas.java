package dev.llmconnect.formats.rules;

import dev.llmconnect.Tool;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.internal.ClientToolKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Functions that stand for OpenAI's other tools of the client.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/guides/tools">OpenAI's guides to its tools</a>, 2026.
 */
final class ClientToolSchemas {
    private static final Map<String, Object> INTEGER = Map.of("type", "integer");

    private ClientToolSchemas() {}

    /**
     * Returns the function for a tool.
     *
     * @param tool the tool without the object that Chat Completions put around its fields
     * @param name name of the function
     */
    static Tool function(ClientToolKind kind, String name, JsonNode tool) {
        return switch (kind) {
            case FUNCTION ->
                Tool.builder(name)
                        .description(tool.textOrEmpty("description"))
                        .parameters(tool.object("parameters"))
                        .strict(tool.isTrue("strict") ? Boolean.TRUE : null)
                        .build();
            case CUSTOM ->
                Tool.of(
                        name,
                        tool.textOrEmpty("description"),
                        schema(List.of(TextInput.NAME), TextInput.NAME, text(inputOf(tool))));
            case TOOL_SEARCH ->
                Tool.of(
                        name,
                        tool.filled("description")
                                .orElse("Searches for further tools, which can be called after they were found."),
                        tool.get("parameters").isObject()
                                ? tool.object("parameters")
                                : schema(List.of("query"), "query", text("What the tool is needed for.")));
            case LOCAL_SHELL ->
                Tool.of(
                        name,
                        "Runs a command on the user's computer and returns its output.",
                        schema(
                                List.of("command"),
                                "command",
                                list("The program and its arguments."),
                                "working_directory",
                                text("Directory in which the command runs."),
                                "timeout_ms",
                                INTEGER,
                                "env",
                                map("type", "object", "additionalProperties", Map.of("type", "string"))));
            case SHELL ->
                Tool.of(
                        name,
                        "Runs commands in a shell on the user's computer and returns their output.",
                        schema(
                                List.of("commands"),
                                "commands",
                                list("Commands for the shell, each run by itself."),
                                "timeout_ms",
                                INTEGER,
                                "max_output_length",
                                INTEGER));
            case APPLY_PATCH ->
                Tool.of(
                        name,
                        "Creates, updates or deletes one file.",
                        schema(
                                List.of("type", "path"),
                                "type",
                                map("type", "string", "enum", List.of("create_file", "update_file", "delete_file")),
                                "path",
                                text("Path of the file."),
                                "diff",
                                text("The change in V4A diff format; for a new file all its lines, each after a plus"
                                        + " sign; nothing for a deletion.")));
        };
    }

    /** A provider of another format cannot enforce the grammar, so the model is told it. */
    private static String inputOf(JsonNode tool) {
        String what = "The text for the tool.";
        JsonNode format = tool.get("format");
        JsonNode grammar = format.get("grammar").exists() ? format.get("grammar") : format;
        return grammar.filled("definition")
                .map(rules -> what + " It must match this grammar (" + grammar.textOrEmpty("syntax") + "):\n" + rules)
                .orElse(what);
    }

    private static Map<String, Object> text(String description) {
        return map("type", "string", "description", description);
    }

    private static Map<String, Object> list(String description) {
        return map("type", "array", "items", Map.of("type", "string"), "description", description);
    }

    private static Map<String, Object> schema(List<String> required, Object... properties) {
        return map("type", "object", "properties", map(properties), "required", required);
    }

    /** In this order always, since prompt caches compare text. */
    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }
}
