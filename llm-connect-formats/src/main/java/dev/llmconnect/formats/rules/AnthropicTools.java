package dev.llmconnect.formats.rules;

import dev.llmconnect.Tool;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.internal.CacheControl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Functions that stand for those of Anthropic's tools that the client runs and whose schema Anthropic knows. Calls of them are told apart
 * by their names alone, which the functions keep.
 *
 * <p>Sources, read on 2026-11-30: Anthropic's pages on its
 * <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/bash-tool">bash</a>,
 * <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/text-editor-tool">text editor</a> and
 * <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/memory-tool">memory</a> tools.
 */
final class AnthropicTools {
    private static final String BASH = "bash_";
    private static final String EDITOR = "text_editor_";
    private static final String MEMORY = "memory_";
    /** The first editor without a command that takes an edit back. */
    private static final String WITHOUT_UNDO = "text_editor_20250429";
    /** The first editor that calls what it inserts by a name of its own. */
    private static final String WITH_INSERT_TEXT = "text_editor_20250728";

    private AnthropicTools() {}

    /** Returns the function for a tool of Anthropic's Messages; empty if it is none that the client runs, or one with no known schema. */
    static Optional<Tool> function(JsonNode tool) {
        String type = tool.textOrEmpty("type");
        String name = tool.textOrEmpty("name");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Tool.Builder function = Tool.builder(name)
                .cacheMark(CacheControl.read(tool.get(CacheControl.FIELD).raw()).orElse(null));
        if (type.startsWith(BASH)) {
            return Optional.of(function.description(
                            "Runs a command in a bash shell on the user's computer that stays open between calls, and returns its output.")
                    .parameters(bash())
                    .build());
        }
        if (type.startsWith(EDITOR)) {
            return Optional.of(function.description(
                            "Views, creates and edits text files on the user's computer. `view` shows a file with the numbers of its"
                                    + " lines, or lists a directory; `str_replace` replaces a text that must occur exactly once.")
                    .parameters(editor(type))
                    .build());
        }
        if (type.startsWith(MEMORY)) {
            return Optional.of(function.description(
                            "Reads and writes files below the directory /memories, which are kept between conversations. View the"
                                    + " directory before anything else, and note there what is needed later.")
                    .parameters(memory())
                    .build());
        }
        return Optional.empty();
    }

    private static Map<String, Object> bash() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("command", text("The command to run; required unless the shell is restarted."));
        properties.put("restart", described("boolean", "Whether to restart the shell instead."));
        return object(properties, List.of());
    }

    private static Map<String, Object> editor(String type) {
        boolean undoes = type.compareTo(WITHOUT_UNDO) < 0;
        boolean insertsText = type.compareTo(WITH_INSERT_TEXT) >= 0;
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "command",
                oneOf(
                        undoes
                                ? List.of("view", "create", "str_replace", "insert", "undo_edit")
                                : List.of("view", "create", "str_replace", "insert")));
        properties.put("path", text("Absolute path of the file or directory."));
        edits(properties, insertsText);
        return object(properties, List.of("command", "path"));
    }

    private static Map<String, Object> memory() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("command", oneOf(List.of("view", "create", "str_replace", "insert", "delete", "rename")));
        properties.put("path", text("Path of the file or directory; for all commands but rename."));
        edits(properties, true);
        properties.put("old_path", text("For rename: the path until now."));
        properties.put("new_path", text("For rename: the path from now on."));
        return object(properties, List.of("command"));
    }

    private static void edits(Map<String, Object> properties, boolean insertsText) {
        Map<String, Object> range = described(
                "array",
                "For view: the first and the last line to show, counted from 1; -1 is the last line of the file.");
        range.put("items", Map.of("type", "integer"));
        properties.put("view_range", range);
        properties.put("file_text", text("For create: the content of the file."));
        properties.put("old_str", text("For str_replace: the text to replace, white space included."));
        properties.put(
                "new_str",
                text(
                        insertsText
                                ? "For str_replace: the text in its place."
                                : "For str_replace: the text in its place. For insert: the text to insert."));
        properties.put(
                "insert_line",
                described("integer", "For insert: the line after which to insert; 0 is the beginning of the file."));
        if (insertsText) {
            properties.put("insert_text", text("For insert: the text to insert."));
        }
    }

    private static Map<String, Object> oneOf(List<String> commands) {
        Map<String, Object> schema = described("string", "What to do.");
        schema.put("enum", commands);
        return schema;
    }

    private static Map<String, Object> text(String description) {
        return described("string", description);
    }

    /** In this order always, since prompt caches compare text. */
    private static Map<String, Object> described(String type, String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        schema.put("description", description);
        return schema;
    }

    private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }
}
