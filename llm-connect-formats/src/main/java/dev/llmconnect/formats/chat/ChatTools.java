package dev.llmconnect.formats.chat;

import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import dev.llmconnect.internal.CacheControl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a chat request, and whether one must be called. Functions are for every wire format; tools of other types, and choices
 * that name them, only for this one.
 */
final class ChatTools {
    private static final String FUNCTION = "function";
    private static final String TOOLS = "tools";
    private static final String TOOL_CHOICE = "tool_choice";

    private final List<Tool> functions = new ArrayList<>();
    private final Set<String> customNames = new HashSet<>();
    private @Nullable ToolChoice choice;

    private ChatTools() {}

    static ChatTools read(RequestFields fields, ChatWireFields wire) {
        ChatTools tools = new ChatTools();
        List<Object> others = new ArrayList<>();
        List<@Nullable Object> all = fields.list(TOOLS).orElse(List.of());
        for (int i = 0; i < all.size(); i++) {
            RequestFields tool = RequestFields.of(TOOLS + "[" + i + "]", all.get(i));
            tools.add(tool, new LinkedHashMap<>(tool.left()), others);
        }
        if (!others.isEmpty()) {
            wire.tools(others);
        }
        fields.any(TOOL_CHOICE).ifPresent(value -> tools.choose(value, wire));
        return tools;
    }

    List<Tool> functions() {
        return functions;
    }

    /** The names of the tools that take a text instead of arguments. */
    Set<String> customNames() {
        return customNames;
    }

    Optional<ToolChoice> choice() {
        return Optional.ofNullable(choice);
    }

    private void add(RequestFields tool, Map<String, Object> whole, List<Object> others) {
        String type = tool.requiredText("type");
        if (type.equals(FUNCTION)) {
            functions.add(function(tool).withRaw(WireFormat.OPENAI_CHAT, whole));
            return;
        }
        if (whole.get("custom") instanceof Map<?, ?> custom && custom.get("name") instanceof String name) {
            customNames.add(name);
        }
        others.add(whole);
    }

    private static Tool function(RequestFields tool) {
        RequestFields function = tool.object(FUNCTION).orElseThrow(() -> tool.missing(FUNCTION));
        String name = function.requiredText("name");
        String description = function.text("description").orElse("");
        Map<String, Object> parameters =
                function.object("parameters").map(RequestFields::left).orElse(Map.of());
        @Nullable Boolean strict = function.flag("strict").orElse(null);
        Object mark =
                tool.left().getOrDefault(CacheControl.FIELD, function.left().get(CacheControl.FIELD));
        Map<String, Object> more = new LinkedHashMap<>(tool.left());
        if (!function.left().isEmpty()) {
            more.put(FUNCTION, function.left());
        }
        return Tool.builder(name)
                .description(description)
                .parameters(parameters)
                .strict(strict)
                .hints(more.isEmpty() ? Map.of() : Map.of(WireFormat.OPENAI_CHAT, more))
                .cacheMark(CacheControl.read(mark).orElse(null))
                .build();
    }

    private void choose(Object value, ChatWireFields wire) {
        if (value instanceof String mode) {
            choice = switch (mode) {
                case "auto" -> ToolChoice.AUTO;
                case "none" -> ToolChoice.NONE;
                case "required" -> ToolChoice.REQUIRED;
                default ->
                    throw new InvalidParamException(
                            TOOL_CHOICE,
                            "invalid_value",
                            "Invalid value for 'tool_choice': expected 'none', 'auto', 'required' or an object.");
            };
            return;
        }
        RequestFields object = RequestFields.of(TOOL_CHOICE, value);
        Map<String, Object> whole = new LinkedHashMap<>(object.left());
        if (object.requiredText("type").equals(FUNCTION)) {
            RequestFields function = object.object(FUNCTION).orElseThrow(() -> object.missing(FUNCTION));
            choice = ToolChoice.tool(function.requiredText("name"));
        } else {
            wire.require(TOOL_CHOICE, whole);
        }
    }
}
