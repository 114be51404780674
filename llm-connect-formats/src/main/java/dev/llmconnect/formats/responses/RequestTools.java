package dev.llmconnect.formats.responses;

import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tools of a request. Functions are everybody's; all other kinds, those the provider runs itself included, are this format's own. */
final class RequestTools {
    private static final String FUNCTION = "function";

    private final List<Tool> functions = new ArrayList<>();
    private final Set<String> custom = new HashSet<>();

    private RequestTools() {}

    static RequestTools read(RequestFields body, WireOnly only) {
        RequestTools tools = new RequestTools();
        List<Object> others = new ArrayList<>();
        for (RequestFields tool : body.objects("tools")) {
            Map<String, Object> whole = new LinkedHashMap<>(tool.left());
            String type = tool.requiredText("type");
            if (type.equals(FUNCTION)) {
                tools.functions.add(function(tool).withRaw(WireFormat.OPENAI_RESPONSES, whole));
                continue;
            }
            if (type.equals("custom")) {
                tools.custom.add(tool.requiredText("name"));
            }
            others.add(whole);
        }
        if (!others.isEmpty()) {
            only.tools(others);
        }
        return tools;
    }

    private static Tool function(RequestFields tool) {
        String name = tool.requiredText("name");
        String description = tool.text("description").orElse("");
        Map<String, Object> parameters = tool.tree("parameters").orElse(Map.of());
        Boolean strict = tool.flag("strict").orElse(null);
        Map<String, Object> rest = tool.left();
        return Tool.builder(name)
                .description(description)
                .parameters(parameters)
                .strict(strict)
                .hints(rest.isEmpty() ? Map.of() : Map.of(WireFormat.OPENAI_RESPONSES, rest))
                .build();
    }

    /** Whether a tool may, must or must not be called; empty also where only this format can say it. */
    static Optional<ToolChoice> choice(RequestFields body, WireOnly only) {
        Object choice = body.any("tool_choice").orElse(null);
        if (choice == null) {
            return Optional.empty();
        }
        if (choice instanceof String mode) {
            return Optional.of(
                    switch (mode) {
                        case "auto" -> ToolChoice.AUTO;
                        case "none" -> ToolChoice.NONE;
                        case "required" -> ToolChoice.REQUIRED;
                        default -> throw body.wrongValue("tool_choice", "'none', 'auto' or 'required'");
                    });
        }
        RequestFields chosen = RequestFields.of("tool_choice", choice);
        Map<String, Object> whole = new LinkedHashMap<>(chosen.left());
        if (chosen.requiredText("type").equals(FUNCTION)) {
            return Optional.of(ToolChoice.tool(chosen.requiredText("name")));
        }
        only.require("tool_choice", whole);
        return Optional.empty();
    }

    List<Tool> functions() {
        return functions;
    }

    /** The names of tools whose arguments are any text. */
    Set<String> custom() {
        return custom;
    }
}
