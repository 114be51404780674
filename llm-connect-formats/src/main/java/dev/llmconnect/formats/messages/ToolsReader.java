package dev.llmconnect.formats.messages;

import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFormat;
import dev.llmconnect.internal.CacheControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code tools} and {@code tool_choice}.
 *
 * @param tools those the caller runs
 * @param serverTools those Anthropic runs, as they are
 * @param choice whether one may, must or must not be called
 * @param oneAtATime whether at most one may be called
 */
record ToolsReader(
        List<Tool> tools,
        List<Object> serverTools,
        @Nullable ToolChoice choice,
        boolean oneAtATime) {
    static ToolsReader read(MessagesFields body) {
        List<Tool> tools = new ArrayList<>();
        List<Object> serverTools = new ArrayList<>();
        List<?> given = body.list("tools");
        for (int i = 0; i < given.size(); i++) {
            MessagesFields tool = MessagesFields.of(given.get(i), "tools." + i);
            Object type = tool.rest().getOrDefault("type", "custom");
            if (type.equals("custom")) {
                Map<String, Object> whole = new LinkedHashMap<>(tool.rest());
                tool.take("type");
                tools.add(custom(tool).withRaw(WireFormat.ANTHROPIC_MESSAGES, whole));
            } else {
                serverTools.add(tool.rest());
            }
        }
        MessagesFields choice = body.object("tool_choice").orElse(null);
        if (choice == null) {
            return new ToolsReader(tools, serverTools, null, false);
        }
        boolean oneAtATime = choice.isTrue("disable_parallel_tool_use");
        ToolChoice mode = choice(choice);
        choice.refuseRest();
        return new ToolsReader(tools, serverTools, mode, oneAtATime);
    }

    private static Tool custom(MessagesFields tool) {
        String name = tool.requiredText("name");
        String description = tool.text("description").orElse("");
        Map<String, Object> schema = MessagesFields.of(tool.required("input_schema"), tool.path("input_schema"))
                .rest();
        boolean strictIsSaid = tool.rest().containsKey("strict");
        boolean strict = tool.isTrue("strict");
        Map<String, Map<String, Object>> hints =
                tool.rest().isEmpty() ? Map.of() : Map.of(WireFormat.ANTHROPIC_MESSAGES, tool.rest());
        return Tool.builder(name)
                .description(description)
                .parameters(schema)
                .strict(strictIsSaid ? Boolean.valueOf(strict) : null)
                .hints(hints)
                .cacheMark(
                        CacheControl.read(tool.rest().get(CacheControl.FIELD)).orElse(null))
                .build();
    }

    private static ToolChoice choice(MessagesFields choice) {
        String type = choice.requiredText("type");
        return switch (type) {
            case "auto" -> ToolChoice.AUTO;
            case "any" -> ToolChoice.REQUIRED;
            case "none" -> ToolChoice.NONE;
            case "tool" -> ToolChoice.tool(choice.requiredText("name"));
            default ->
                throw MessagesFields.wrong("tool_choice.type", "Input should be 'auto', 'any', 'tool' or 'none'");
        };
    }
}
