package dev.llmconnect.formats.execute;

import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON forms of tools, of the choice among them and of the format of the answer. The nested forms of Chat Completions
 * ({@code {"type":"function","function":{…}}}, {@code {"type":"json_schema","json_schema":{…}}}) are read as well.
 */
final class Tools {
    private static final String TOOLS = "tools";
    private static final String CHOICE = "tool_choice";
    private static final String FORMAT = "response_format";
    private static final String FUNCTION = "function";
    private static final String JSON_SCHEMA = "json_schema";
    private static final String NAME = "name";
    private static final String TYPE = "type";
    private static final String STRICT = "strict";
    private static final String DESCRIPTION = "description";
    private static final String PARAMETERS = "parameters";
    private static final String SCHEMA = "schema";
    private static final String HINTS = "hints";
    private static final String CACHE_MARK = "cache_mark";

    private Tools() {}

    static Map<String, Object> write(Tool tool) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(NAME, tool.name());
        if (!tool.description().isEmpty()) {
            tree.put(DESCRIPTION, tool.description());
        }
        tree.put(PARAMETERS, tool.parameters());
        tool.strict().ifPresent(strict -> tree.put(STRICT, strict));
        if (!tool.hints().isEmpty()) {
            tree.put(HINTS, tool.hints());
        }
        CacheMark mark = tool.cacheMark();
        if (mark != null) {
            Map<String, Object> field = new LinkedHashMap<>();
            PartWriter.cacheMark(field, mark);
            field.remove(TYPE);
            tree.put(CACHE_MARK, field);
        }
        return tree;
    }

    static List<Tool> read(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        List<Tool> tools = new ArrayList<>();
        for (Object item : CallFields.list(TOOLS, value)) {
            tools.add(tool(CallFields.of(TOOLS + "[" + tools.size() + "]", item)));
        }
        return tools;
    }

    private static Tool tool(CallFields outer) {
        CallFields tool = function(outer);
        tool.accepting(List.of(TYPE, NAME, DESCRIPTION, PARAMETERS, STRICT, HINTS, CACHE_MARK));
        Tool.Builder read = Tool.builder(tool.text(NAME))
                .description(tool.text(DESCRIPTION, ""))
                .parameters(tool.map(PARAMETERS))
                .strict(tool.optionalFlag(STRICT));
        if (tool.has(HINTS)) {
            read.hints(tool.maps(HINTS));
        }
        if (tool.has(CACHE_MARK)) {
            CallFields mark = CallFields.of(tool.path() + "." + CACHE_MARK, tool.value(CACHE_MARK));
            read.cacheMark(PartReader.cacheMark(mark.accepting(List.of("ttl_seconds"))));
        }
        return read.build();
    }

    /** Returns the object that names the function: the nested one of Chat Completions where it is used. */
    private static CallFields function(CallFields outer) {
        String type = outer.text(TYPE, FUNCTION);
        if (!type.equals(FUNCTION) && !type.equals("tool")) {
            throw new LLMInvalidRequestException(outer.path() + ".type must be function, got \"" + type + "\"");
        }
        return outer.has(FUNCTION)
                ? CallFields.of(outer.accepting(List.of(TYPE, FUNCTION)).path() + "." + FUNCTION, outer.value(FUNCTION))
                : outer;
    }

    static Object write(ToolChoice choice) {
        return choice.toolName().<Object>map(name -> Map.of(NAME, name)).orElse(choice.mode());
    }

    static @Nullable ToolChoice readChoice(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String mode) {
            if (mode.isBlank() || mode.equals("tool") || mode.equals(FUNCTION)) {
                throw new LLMInvalidRequestException(
                        CHOICE + " must be auto, none, required or an object with the name of a tool");
            }
            return ToolChoice.ofMode(mode);
        }
        CallFields choice = CallFields.of(CHOICE, value);
        if (!choice.has(NAME) && !choice.has(FUNCTION) && choice.has(TYPE)) {
            return readChoice(choice.accepting(List.of(TYPE)).text(TYPE));
        }
        return ToolChoice.tool(function(choice).accepting(List.of(TYPE, NAME)).text(NAME));
    }

    static Map<String, Object> write(ResponseFormat format) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(TYPE, format.type());
        if (!format.name().isEmpty()) {
            tree.put(NAME, format.name());
        }
        if (!format.schema().isEmpty()) {
            tree.put(SCHEMA, format.schema());
        }
        format.strict().ifPresent(strict -> tree.put(STRICT, strict));
        return tree;
    }

    static @Nullable ResponseFormat readFormat(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        CallFields outer = CallFields.of(FORMAT, value);
        ResponseFormat.Builder format = ResponseFormat.builder(outer.text(TYPE));
        boolean isNested = outer.has(JSON_SCHEMA);
        CallFields fields = isNested
                ? CallFields.of(
                                outer.accepting(List.of(TYPE, JSON_SCHEMA)).path() + "." + JSON_SCHEMA,
                                outer.value(JSON_SCHEMA))
                        .accepting(List.of(NAME, DESCRIPTION, SCHEMA, STRICT))
                : outer.accepting(List.of(TYPE, NAME, SCHEMA, STRICT));
        return format.name(fields.text(NAME, ""))
                .schema(fields.map(SCHEMA))
                .strict(fields.optionalFlag(STRICT))
                .build();
    }
}
