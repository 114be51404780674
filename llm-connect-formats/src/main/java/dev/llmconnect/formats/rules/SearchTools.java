package dev.llmconnect.formats.rules;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The provider's own web search in place of the one that a client of another format asks for. Where the provider has none, or none with the
 * same limits, the tool stays among the fields of its format, which are left out and reported. To be used by one thread.
 */
final class SearchTools {
    private static final String TOOLS = "tools";
    private static final String TOOL_CHOICE = "tool_choice";
    private static final List<String> FORMATS = List.of(
            WireFormat.OPENAI_RESPONSES,
            WireFormat.OPENAI_CHAT,
            WireFormat.ANTHROPIC_MESSAGES,
            WireFormat.GEMINI_GENERATE);
    /** The models that search in Chat Completions; others refuse the field. */
    private static final Pattern SEARCHING_CHAT = Pattern.compile("gpt-.*-search(-.*)?");

    private final String wire;
    private final String model;
    private final Consumer<String> dropped;
    private LLMRequest request;
    private boolean adopted;

    private SearchTools(LLMRequest request, String wire, String model, Consumer<String> dropped) {
        this.request = request;
        this.wire = wire;
        this.model = model;
        this.dropped = dropped;
    }

    /**
     * Returns the request with the search of the format that it is to be written in.
     *
     * @param wire format of the provider
     * @param dropped takes the names of what is left out
     */
    static LLMRequest adopted(LLMRequest request, String wire, String model, Consumer<String> dropped) {
        SearchTools tools = new SearchTools(request, wire, model, dropped);
        for (String format : FORMATS) {
            if (!format.equals(wire) && !request.wireFields(format).isEmpty()) {
                tools.adopt(format);
            }
        }
        return tools.request;
    }

    private void adopt(String format) {
        Map<String, Object> fields = request.wireFields(format);
        List<Object> searches = new ArrayList<>();
        List<Object> others = new ArrayList<>();
        for (JsonNode tool : JsonNode.of(fields.get(TOOLS)).items()) {
            (WebSearch.isSearch(tool.raw()) ? searches : others).add(tool.object());
        }
        for (Object tool : searches) {
            if (adopt(WebSearch.of(tool))) {
                replaceTools(format, searches);
            }
        }
        if (fields.containsKey(WebSearch.OPTIONS) && adopt(WebSearch.of(fields.get(WebSearch.OPTIONS)))) {
            request = request.toBuilder()
                    .wireFields(request.wireFields().without(format, WebSearch.OPTIONS))
                    .build();
        }
        choose(format, searches, others);
    }

    /** Adds the provider's own search; returns whether it has one. */
    private boolean adopt(WebSearch search) {
        if (adopted) {
            return true;
        }
        Map<String, Object> own =
                new LinkedHashMap<>(request.wireFields().hints().getOrDefault(wire, Map.of()));
        if (wire.equals(WireFormat.OPENAI_CHAT)) {
            Optional<Map<String, Object>> options =
                    SEARCHING_CHAT.matcher(model).matches() ? search.options() : Optional.empty();
            options.ifPresent(value -> own.put(WebSearch.OPTIONS, value));
            adopted = options.isPresent();
        } else {
            // Gemini takes its search or functions.
            boolean excluded =
                    wire.equals(WireFormat.GEMINI_GENERATE) && !request.tools().isEmpty();
            Optional<Map<String, Object>> tool = excluded ? Optional.empty() : search.tool(wire);
            tool.ifPresent(value -> {
                List<Object> tools = new ArrayList<>();
                JsonNode.of(own.get(TOOLS)).items().forEach(each -> tools.add(each.object()));
                tools.add(value);
                own.put(TOOLS, tools);
            });
            adopted = tool.isPresent();
        }
        if (adopted) {
            search.lost(wire).forEach(option -> dropped.accept(TOOLS + "." + WebSearch.TYPE + "." + option));
            request = request.toBuilder()
                    .wireFields(request.wireFields().withHints(wire, own))
                    .build();
        }
        return adopted;
    }

    /** Takes the searches out of the format's tools, whether the others are hints or not. */
    private void replaceTools(String format, List<Object> searches) {
        WireFields fields = request.wireFields();
        fields = fields.withHints(format, without(fields.hints().get(format), searches));
        fields = fields.with(format, without(fields.required().get(format), searches));
        request = request.toBuilder().wireFields(fields).build();
    }

    private static Map<String, Object> without(@Nullable Map<String, Object> fields, List<Object> searches) {
        Map<String, Object> rest = new LinkedHashMap<>(fields == null ? Map.of() : fields);
        if (rest.get(TOOLS) instanceof List<?> tools) {
            List<Object> left = new ArrayList<>(tools);
            left.removeAll(searches);
            if (left.isEmpty()) {
                rest.remove(TOOLS);
            } else {
                rest.put(TOOLS, left);
            }
        }
        return rest;
    }

    /** A choice of a tool that the provider runs, which is that of its own search or none. */
    private void choose(String format, List<Object> searches, List<Object> others) {
        JsonNode own = JsonNode.of(request.wireFields(format).get(TOOL_CHOICE));
        boolean ofSearch = WebSearch.isSearch(own.raw());
        if (ofSearch) {
            request = request.toBuilder()
                    .wireFields(request.wireFields().without(format, TOOL_CHOICE))
                    .build();
        }
        String name = request.toolChoice().flatMap(ToolChoice::toolName).orElse("");
        boolean isFunction =
                request.tools().stream().anyMatch(tool -> tool.name().equals(name));
        boolean named = !name.isEmpty() && !isFunction && isNamed(searches, name);
        boolean ofAnother = !name.isEmpty() && !isFunction && isNamed(others, name);
        boolean nothingToChoose = request.tools().isEmpty()
                && (!adopted || wire.equals(WireFormat.OPENAI_CHAT) || wire.equals(WireFormat.GEMINI_GENERATE))
                && !(searches.isEmpty() && others.isEmpty());
        boolean mustCall =
                request.toolChoice().filter(ToolChoice.REQUIRED::equals).isPresent();
        if ((ofSearch || named) && adopted && wire.equals(WireFormat.ANTHROPIC_MESSAGES)) {
            request = request.toBuilder()
                    .toolChoice(ToolChoice.tool(WebSearch.TYPE))
                    .build();
        } else if ((ofSearch || named) && adopted && wire.equals(WireFormat.OPENAI_RESPONSES)) {
            Map<String, Object> hints =
                    new LinkedHashMap<>(request.wireFields().hints().getOrDefault(wire, Map.of()));
            hints.put(TOOL_CHOICE, Map.of("type", WebSearch.TYPE));
            request = request.toBuilder()
                    .toolChoice(null)
                    .wireFields(request.wireFields().withHints(wire, hints))
                    .build();
        } else if (ofSearch || named || ofAnother || nothingToChoose) {
            if (ofSearch || named || ofAnother || mustCall) {
                dropped.accept(TOOL_CHOICE);
            }
            request = request.toBuilder().toolChoice(null).build();
        }
    }

    private static boolean isNamed(List<Object> tools, String name) {
        return tools.stream()
                .anyMatch(tool -> JsonNode.of(tool).textOrEmpty("name").equals(name));
    }
}
