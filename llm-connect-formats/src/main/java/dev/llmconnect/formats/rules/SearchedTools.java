package dev.llmconnect.formats.rules;

import dev.llmconnect.Tool;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tools of one request that a search of the provider finds, with the client's definitions where they came from Responses. */
final class SearchedTools implements ToolSearchSteps.Tools {
    private static final String TYPE = "type";
    private static final String NAME = "name";
    private static final String TOOLS = "tools";
    private static final String NAMESPACE = "namespace";

    private final ClientTools tools;

    SearchedTools(ClientTools tools) {
        this.tools = tools;
    }

    /** With the tools of a namespace in one definition. */
    @Override
    public List<Object> definitions(List<String> names) {
        Map<String, List<Object>> ofNamespaces = new LinkedHashMap<>();
        List<Object> definitions = new ArrayList<>();
        for (String name : names) {
            JsonNode namespace = tools.namespace(name);
            if (!namespace.exists()) {
                definitions.add(definition(name));
                continue;
            }
            List<Object> members = ofNamespaces.get(namespace.textOrEmpty(NAME));
            if (members == null) {
                members = new ArrayList<>();
                ofNamespaces.put(namespace.textOrEmpty(NAME), members);
                Map<String, Object> found = new LinkedHashMap<>(namespace.object());
                found.put(TOOLS, members);
                definitions.add(found);
            }
            members.add(tools.definition(name).object());
        }
        return definitions;
    }

    private Map<String, Object> definition(String name) {
        JsonNode given = tools.definition(name);
        return given.exists()
                ? given.object()
                : tools.request().tools().stream()
                        .filter(tool -> tool.name().equals(name))
                        .findFirst()
                        .map(SearchedTools::function)
                        .orElseGet(() -> Map.of(TYPE, "function", NAME, name));
    }

    private static Map<String, Object> function(Tool tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put(TYPE, "function");
        function.put(NAME, tool.name());
        if (!tool.description().isEmpty()) {
            function.put("description", tool.description());
        }
        function.put("parameters", tool.parameters());
        tool.strict().ifPresent(strict -> function.put("strict", strict));
        function.put(ToolSearch.DEFER, true);
        return function;
    }

    @Override
    public List<String> names(List<JsonNode> definitions) {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : definitions) {
            if (tool.textOrEmpty(TYPE).equals(NAMESPACE)) {
                String namespace = tool.textOrEmpty(NAME);
                tool.items(TOOLS)
                        .forEach(inner -> tools.declared(inner, namespace).ifPresent(names::add));
            } else {
                tools.declared(tool, "").ifPresent(names::add);
            }
        }
        return names;
    }
}
