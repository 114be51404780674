package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.internal.ProviderSteps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Translates the steps of a search for tools that the provider ran, between {@code server_tool_use} and {@code tool_search_tool_result}
 * blocks of Messages and {@code tool_search_call} and {@code tool_search_output} items of Responses. For one conversation or one answer,
 * in its order; not thread-safe.
 */
final class ToolSearchSteps {
    private static final String TYPE = "type";
    private static final String ID = "id";
    private static final String NAME = "name";
    private static final String TOOLS = "tools";
    private static final String STATUS = "status";
    private static final String CALL = "tool_search_call";
    private static final String OUTPUT = "tool_search_output";
    private static final String USE = "server_tool_use";
    private static final String USE_ID = "tool_use_id";
    private static final String RESULT = "tool_search_tool_result";
    private static final String CONTENT = "content";
    private static final String FOUND = "tool_search_tool_search_result";
    private static final String FAILED = "tool_search_tool_result_error";
    private static final String REFERENCE = "tool_reference";
    private static final String TOOL_NAME = "tool_name";
    private static final String REFERENCES = "tool_references";
    private static final String INCOMPLETE = "incomplete";

    /** How Anthropic's ids of its own tools begin; it refuses others. */
    private static final String USE_PREFIX = "srvtoolu_";

    private static final String CALL_PREFIX = "tsc_";
    private static final String OUTPUT_PREFIX = "tso_";

    /** What is known of the tools that are searched. */
    interface Tools {
        /** Returns definitions of tools of these names, as Responses have them. */
        List<Object> definitions(List<String> names);

        /** Returns the names of tools that are defined so in Responses, of those that are declared. */
        List<String> names(List<JsonNode> definitions);
    }

    private final String target;
    private final String searchName;
    private final boolean hasIds;
    private final Tools tools;
    private String lastUse = "";
    private int made;

    /**
     * @param target format to translate to
     * @param searchName name of the search in Messages
     * @param hasIds whether items of Responses get ids; a provider would look for what it has stored under them
     */
    ToolSearchSteps(String target, String searchName, boolean hasIds, Tools tools) {
        this.target = target;
        this.searchName = searchName;
        this.hasIds = hasIds;
        this.tools = tools;
    }

    /** Whether a part is such a step. */
    static boolean isStep(ContentPart part) {
        if (!(part instanceof Opaque opaque)) {
            return false;
        }
        JsonNode raw = JsonNode.of(opaque.raw());
        return switch (opaque.wire()) {
            case WireFormat.ANTHROPIC_MESSAGES ->
                raw.textOrEmpty(TYPE).equals(RESULT)
                        || (raw.textOrEmpty(TYPE).equals(USE)
                                && raw.textOrEmpty(NAME).startsWith(ToolSearch.MESSAGES_PREFIX));
            case WireFormat.OPENAI_RESPONSES ->
                (raw.textOrEmpty(TYPE).equals(CALL) || raw.textOrEmpty(TYPE).equals(OUTPUT))
                        && !ProviderSteps.isRunByClient(opaque.raw());
            default -> false;
        };
    }

    /** Returns the step in the words of the target; any other part unchanged. */
    ContentPart translated(ContentPart part) {
        if (!(part instanceof Opaque opaque) || opaque.wire().equals(target) || !isStep(part)) {
            return part;
        }
        JsonNode raw = JsonNode.of(opaque.raw());
        String type = raw.textOrEmpty(TYPE);
        Map<String, Object> step =
                switch (type) {
                    case USE -> call(raw);
                    case RESULT -> output(raw);
                    case CALL -> use(raw);
                    default -> result(raw);
                };
        return new Opaque(target, step);
    }

    private Map<String, Object> call(JsonNode use) {
        Map<String, @Nullable Object> item = item(CALL, CALL_PREFIX + use.textOrEmpty(ID));
        item.put(STATUS, "completed");
        item.put("arguments", use.object("input"));
        return JsonNode.of(item).object();
    }

    private Map<String, Object> output(JsonNode result) {
        JsonNode content = result.get(CONTENT);
        List<String> names = content.items(REFERENCES).stream()
                .map(reference -> reference.textOrEmpty(TOOL_NAME))
                .toList();
        Map<String, @Nullable Object> item = item(OUTPUT, OUTPUT_PREFIX + result.textOrEmpty(USE_ID));
        item.put(STATUS, content.textOrEmpty(TYPE).equals(FAILED) ? INCOMPLETE : "completed");
        item.put(TOOLS, tools.definitions(names));
        return JsonNode.of(item).object();
    }

    private Map<String, @Nullable Object> item(String type, String id) {
        Map<String, @Nullable Object> item = new LinkedHashMap<>();
        if (hasIds) {
            item.put(ID, id);
        }
        item.put(TYPE, type);
        item.put("execution", "server");
        item.put("call_id", null);
        return item;
    }

    private Map<String, Object> use(JsonNode call) {
        lastUse = useId(call.textOrEmpty(ID));
        Map<String, Object> block = new LinkedHashMap<>();
        block.put(TYPE, USE);
        block.put(ID, lastUse);
        block.put(NAME, searchName);
        block.put("input", input(call.get("arguments")));
        return block;
    }

    /** The input as the search of Messages wants it, which looks for words or for a pattern and not for paths. */
    private Map<String, Object> input(JsonNode arguments) {
        Map<String, Object> given = arguments.object();
        if (given.containsKey(ToolSearch.QUERY) || given.containsKey(ToolSearch.PATTERN)) {
            return given;
        }
        List<JsonNode> paths = arguments.items("paths");
        String words = paths.isEmpty()
                ? arguments.text().orElseGet(() -> given.isEmpty() ? "" : Json.text(given))
                : paths.stream().flatMap(path -> path.text().stream()).collect(Collectors.joining(" "));
        boolean wantsPattern = searchName.startsWith(ToolSearch.REGEX);
        return Map.of(
                wantsPattern ? ToolSearch.PATTERN : ToolSearch.QUERY, wantsPattern ? words.replace(' ', '|') : words);
    }

    private Map<String, Object> result(JsonNode output) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put(TYPE, RESULT);
        block.put(USE_ID, lastUse.isEmpty() ? useId(output.textOrEmpty(ID)) : lastUse);
        Map<String, Object> content = new LinkedHashMap<>();
        if (output.textOrEmpty(STATUS).equals(INCOMPLETE)) {
            content.put(TYPE, FAILED);
            content.put("error_code", "unavailable");
        } else {
            List<Object> references = new ArrayList<>();
            tools.names(output.items(TOOLS)).forEach(name -> references.add(Map.of(TYPE, REFERENCE, TOOL_NAME, name)));
            content.put(TYPE, FOUND);
            content.put(REFERENCES, references);
        }
        block.put(CONTENT, content);
        return block;
    }

    /** The id of a use, which an item that was made of one has in its own. */
    private String useId(String item) {
        String id = item.startsWith(CALL_PREFIX) || item.startsWith(OUTPUT_PREFIX)
                ? item.substring(CALL_PREFIX.length())
                : item;
        if (id.startsWith(USE_PREFIX)) {
            return id;
        }
        made++;
        return USE_PREFIX + (id.isEmpty() ? "search" + made : id.replaceAll("[^A-Za-z0-9_]", "_"));
    }

    /** The tools that a step names under other names. */
    static Opaque renamed(Opaque step, UnaryOperator<String> name) {
        return new Opaque(step.wire(), renamed(step.raw(), name));
    }

    private static Map<String, Object> renamed(Map<String, Object> raw, UnaryOperator<String> name) {
        Map<String, Object> renamed = new LinkedHashMap<>(raw);
        JsonNode node = JsonNode.of(raw);
        if (raw.get(CONTENT) instanceof Map<?, ?>) {
            Map<String, Object> content = new LinkedHashMap<>(node.object(CONTENT));
            content.computeIfPresent(
                    REFERENCES, (field, all) -> each(node.get(CONTENT).items(REFERENCES), TOOL_NAME, name));
            renamed.put(CONTENT, content);
        }
        renamed.computeIfPresent(TOOLS, (field, all) -> each(node.items(TOOLS), NAME, name));
        return renamed;
    }

    private static List<Object> each(List<JsonNode> objects, String field, UnaryOperator<String> name) {
        List<Object> renamed = new ArrayList<>();
        for (JsonNode object : objects) {
            Map<String, Object> copy = new LinkedHashMap<>(object.object());
            copy.computeIfPresent(field, (key, value) -> name.apply(String.valueOf(value)));
            renamed.add(copy);
        }
        return renamed;
    }
}
