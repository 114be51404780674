package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tools of a request, each with a schema that every provider accepts. */
final class ToolList {
    private static final String TYPE = "type";
    private static final String OBJECT = "object";
    private static final String PROPERTIES = "properties";

    private ToolList() {}

    /** The tools with whole schemas, except those that came in this format; the same list where all are. */
    static List<Tool> withWholeSchemas(List<Tool> tools, String wire) {
        if (tools.isEmpty() || tools.stream().allMatch(tool -> isWhole(tool, wire))) {
            return tools;
        }
        List<Tool> whole = new ArrayList<>();
        for (Tool tool : tools) {
            whole.add(
                    isWhole(tool, wire)
                            ? tool
                            : tool.toBuilder()
                                    .parameters(whole(tool.parameters()))
                                    .build());
        }
        return whole;
    }

    private static boolean isWhole(Tool tool, String wire) {
        Map<String, Object> schema = tool.parameters();
        return tool.raw(wire).isPresent()
                || (OBJECT.equals(schema.get(TYPE)) && schema.get(PROPERTIES) instanceof Map<?, ?>);
    }

    /** A tool's arguments are an object, and some providers want its properties even where there are none. */
    private static Map<String, Object> whole(Map<String, Object> schema) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put(TYPE, OBJECT);
        whole.put(PROPERTIES, Map.of());
        schema.forEach((name, value) -> {
            boolean replaced = name.equals(TYPE) || (name.equals(PROPERTIES) && !(value instanceof Map<?, ?>));
            if (!replaced) {
                whole.put(name, value);
            }
        });
        return whole;
    }

    /** Declarations of the tools that a conversation used, for providers that want a tool list with it. */
    static List<Tool> declared(List<Message> messages) {
        Set<String> names = new LinkedHashSet<>();
        for (Message message : messages) {
            for (ContentPart part : message.parts()) {
                if (part instanceof ToolCall call) {
                    names.add(call.name());
                } else if (part instanceof ToolResult result) {
                    names.add(result.name());
                }
            }
        }
        names.remove("");
        return names.stream()
                .map(name -> Tool.of(
                        name,
                        "Was called earlier in this conversation. It is no longer available: do not call it.",
                        whole(Map.of())))
                .toList();
    }
}
