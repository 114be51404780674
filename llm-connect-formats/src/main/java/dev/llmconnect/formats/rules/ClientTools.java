package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.internal.ClientToolKind;
import dev.llmconnect.internal.OptionalTools;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tools of one format that the client runs and that are no plain functions (custom tools, namespaces, shells, patches, editors) as
 * functions for providers of other formats, and the way back in the answer. Of the tools that the provider would have to run, its own
 * search takes the place of a search; others stay among the request's fields, to be left out or refused. Immutable once made, and
 * thread-safe.
 */
public final class ClientTools {
    private static final String TOOLS = "tools";
    private static final String TOOL_CHOICE = "tool_choice";
    private static final String TYPE = "type";
    private static final String NAME = "name";
    private static final String NAMESPACE = "namespace";
    private static final String SEPARATOR = "__";
    private static final List<String> FORMATS = List.of(
            WireFormat.OPENAI_RESPONSES,
            WireFormat.OPENAI_CHAT,
            WireFormat.ANTHROPIC_MESSAGES,
            WireFormat.GEMINI_GENERATE);
    /** Accepted by every format that OpenAI's tools are sent to, but for what its own rules change. */
    private static final NameRule NAMES = NameRule.of("_-", 64);

    private static final Known SEARCH = new Known(ClientToolKind.TOOL_SEARCH, "", ClientToolKind.TOOL_SEARCH.type());

    /** A tool as the client knows it. */
    private record Known(ClientToolKind kind, String namespace, String name) {
        boolean isPlain() {
            return kind == ClientToolKind.FUNCTION && namespace.isEmpty();
        }
    }

    private final String wire;
    /** Names of other tools; filled when the first name is made. */
    private final Set<String> taken = new HashSet<>();

    private final Map<Known, String> sent = new HashMap<>();
    private final Map<String, Known> known = new HashMap<>();
    /** Tools of Responses as the client defined them, by the names of their functions. */
    private final Map<String, JsonNode> definitions = new HashMap<>();
    /** Namespaces of Responses, by their names. */
    private final Map<String, JsonNode> namespaces = new HashMap<>();

    private final Set<String> dropped = new LinkedHashSet<>();
    private @Nullable ToolSearch search;
    private LLMRequest request;

    private ClientTools(LLMRequest request, String wire) {
        this.request = request;
        this.wire = wire;
    }

    /**
     * Translates the tools of a request.
     *
     * @param wire format of the provider, whose own tools stay as they are
     * @param model model that is asked
     */
    public static ClientTools of(LLMRequest request, String wire, String model) {
        ClientTools tools = new ClientTools(request, wire);
        for (String format : FORMATS) {
            if (!format.equals(wire) && !request.wireFields(format).isEmpty()) {
                tools.declare(format);
                tools.choose(format);
            }
        }
        tools.declareFound();
        tools.request = SearchTools.adopted(tools.request, wire, model, tools.dropped::add);
        ToolSearch.adopted(tools.request, wire, model).ifPresent(search -> {
            tools.search = search;
            tools.request = search.request();
        });
        tools.translateHistory();
        return tools;
    }

    /** The request with functions instead; the same one if there is nothing to translate. */
    public LLMRequest request() {
        return request;
    }

    /** Names of what is left out. */
    public Set<String> dropped() {
        return Set.copyOf(dropped);
    }

    /** Starts the way back in a stream. */
    public StreamedClientTools streamed() {
        return new StreamedClientTools(this);
    }

    boolean isEmpty() {
        return known.isEmpty() && search == null;
    }

    /** Makes functions of the tools of a format. */
    private void declare(String format) {
        if (!(request.wireFields(format).get(TOOLS) instanceof List<?> given)) {
            return;
        }
        List<Tool> functions = new ArrayList<>(request.tools());
        List<Object> optional = new ArrayList<>();
        List<Object> others = new ArrayList<>();
        for (Object each : given) {
            JsonNode tool = JsonNode.of(each);
            if (format.equals(WireFormat.ANTHROPIC_MESSAGES)) {
                AnthropicTools.function(tool).ifPresentOrElse(functions::add, () -> sort(each, optional, others));
            } else if (tool.textOrEmpty(TYPE).equals(NAMESPACE)) {
                String namespace = tool.textOrEmpty(NAME);
                namespaces.put(namespace, tool);
                tool.items(TOOLS).forEach(inner -> declare(inner, namespace, functions, others));
            } else if (format.equals(WireFormat.GEMINI_GENERATE)
                    || (OptionalTools.contains(each) && !ClientSearch.isSearch(tool))) {
                sort(each, optional, others);
            } else {
                declare(tool, "", functions, others);
            }
        }
        WireFields fields = request.wireFields();
        request = request.toBuilder()
                .tools(functions)
                .wireFields(with(with(fields, format, optional, true), format, others, false))
                .build();
    }

    /** Makes functions of the tools that the client has found for the model. */
    private void declareFound() {
        List<JsonNode> found = sent.containsKey(SEARCH) ? ClientSearch.found(request.messages()) : List.of();
        if (found.isEmpty()) {
            return;
        }
        List<Tool> functions = new ArrayList<>(request.tools());
        List<Object> others = new ArrayList<>();
        for (JsonNode tool : found) {
            String name = tool.textOrEmpty(NAME);
            if (tool.textOrEmpty(TYPE).equals(NAMESPACE)) {
                namespaces.putIfAbsent(name, tool);
                tool.items(TOOLS).stream()
                        .filter(inner -> declared(inner, name, functions).isEmpty())
                        .forEach(inner -> declare(inner, name, functions, others));
            } else if (declared(tool, "", functions).isEmpty()) {
                declare(tool, "", functions, others);
            }
        }
        others.forEach(tool -> dropped.add(TOOLS + "." + JsonNode.of(tool).textOrEmpty(TYPE)));
        request = request.toBuilder().tools(functions).build();
    }

    /** Tools without which a model still answers, and others. */
    private static void sort(Object tool, List<Object> optional, List<Object> others) {
        (OptionalTools.contains(tool) ? optional : others).add(tool);
    }

    private void declare(JsonNode given, String namespace, List<Tool> functions, List<Object> others) {
        String type = given.textOrEmpty(TYPE);
        ClientToolKind kind = ClientToolKind.ofTool(type).orElse(null);
        JsonNode tool = given.get(type).isObject() ? given.get(type) : given;
        String name = tool.filled(NAME).orElse(type);
        if (kind == null) {
            others.add(given.raw() == null ? Map.of() : given.raw());
            return;
        }
        Known client = new Known(kind, namespace, name);
        String sentName = sent(client);
        definitions.put(sentName, given);
        functions.add(ToolSearch.deferredAs(given, ClientToolSchemas.function(kind, sentName, tool)));
    }

    private static WireFields with(WireFields fields, String format, List<Object> tools, boolean areHints) {
        Map<String, Map<String, Object>> all = areHints ? fields.hints() : fields.required();
        Map<String, Object> own = new LinkedHashMap<>(all.getOrDefault(format, Map.of()));
        if (tools.isEmpty()) {
            own.remove(TOOLS);
        } else {
            own.put(TOOLS, tools);
        }
        return areHints ? fields.withHints(format, own) : fields.with(format, own);
    }

    /** The name under which a tool is sent: the client's own, with its namespace before it, unless another tool has that. */
    private String sent(Known client) {
        if (sent.isEmpty()) {
            request.tools().forEach(tool -> taken.add(tool.name()));
        }
        return sent.computeIfAbsent(client, missing -> {
            String namespace = client.namespace();
            String joint = namespace.isEmpty() || namespace.endsWith(SEPARATOR) ? "" : SEPARATOR;
            String wanted = namespace + joint + client.name();
            String name = NAMES.accepts(wanted) && !taken.contains(wanted)
                    ? wanted
                    : NAMES.substitute(wanted, 0, taken::contains);
            taken.add(name);
            known.put(name, client);
            return name;
        });
    }

    /** Reads a choice among the tools that only the format itself can express. */
    private void choose(String format) {
        if (!(request.wireFields().required().getOrDefault(format, Map.of()).get(TOOL_CHOICE)
                instanceof Map<?, ?> given)) {
            return;
        }
        JsonNode choice = JsonNode.of(given);
        String type = choice.textOrEmpty(TYPE);
        JsonNode inner = choice.get(type).isObject() ? choice.get(type) : choice;
        if (type.equals("allowed_tools")) {
            Set<String> names = new HashSet<>();
            for (JsonNode tool : inner.items(TOOLS)) {
                names.add(nameOf(tool));
            }
            boolean mustCall = inner.textOrEmpty("mode").equals("required");
            request = request.toBuilder()
                    .tools(request.tools().stream()
                            .filter(tool -> names.contains(ownName(tool.name())))
                            .toList())
                    .toolChoice(mustCall ? ToolChoice.REQUIRED : ToolChoice.AUTO)
                    .wireFields(request.wireFields().without(format, TOOL_CHOICE))
                    .build();
            return;
        }
        String wanted = nameOf(choice);
        sent.forEach((client, name) -> {
            if (client.kind().type().equals(type) && client.name().equals(wanted)) {
                request = request.toBuilder()
                        .toolChoice(ToolChoice.tool(name))
                        .wireFields(request.wireFields().without(format, TOOL_CHOICE))
                        .build();
            }
        });
    }

    private static String nameOf(JsonNode tool) {
        String type = tool.textOrEmpty(TYPE);
        return tool.get(type).filled(NAME).or(() -> tool.filled(NAME)).orElse(type);
    }

    private String ownName(String name) {
        Known client = known.get(name);
        return client == null ? name : client.name();
    }

    private void translateHistory() {
        Map<String, String> names = new HashMap<>();
        ToolSearchSteps steps = search == null ? null : search.ofHistory(new SearchedTools(this));
        List<Message> given = request.messages();
        List<Message> messages = Parts.mapAll(
                given,
                message -> message.raw(wire).isPresent()
                        ? message
                        : Parts.map(
                                sent.containsKey(SEARCH) ? ClientSearch.result(message, sent(SEARCH)) : message,
                                part -> again(steps == null ? part : steps.translated(part), names)));
        if (messages != given) {
            request = request.toBuilder().messages(messages).build();
        }
    }

    private ContentPart again(ContentPart part, Map<String, String> names) {
        if (part instanceof ToolResult result) {
            String name = names.get(result.callId());
            return ClientSearch.withNames(name == null ? result : result.withName(name), wire);
        }
        if (part instanceof Opaque && sent.containsKey(SEARCH)) {
            return ClientSearch.call(part, sent(SEARCH))
                    .map(ContentPart.class::cast)
                    .orElse(part);
        }
        if (!(part instanceof ToolCall call) || call.extras().isEmpty()) {
            return part;
        }
        Known client = new Known(ClientToolKind.of(call), namespace(call), call.name());
        boolean isDeclared = sent.containsKey(client);
        boolean isOwn = wire.equals(WireFormat.OPENAI_RESPONSES);
        if (client.isPlain() || (!isDeclared && (isOwn || client.namespace().isEmpty()))) {
            return part;
        }
        String name = sent(client);
        names.put(call.id(), name);
        return again(call, client.kind()).withName(name);
    }

    private static ToolCall again(ToolCall call, ClientToolKind kind) {
        Map<String, Object> extras = new LinkedHashMap<>(call.extras());
        extras.remove(ClientToolKind.EXTRA);
        extras.remove(ClientToolKind.NAMESPACE);
        ToolCall function = call.withExtras(extras);
        if (kind != ClientToolKind.CUSTOM) {
            return function;
        }
        Map<String, Object> arguments = Map.of(TextInput.NAME, call.argumentsJson());
        return function.withArguments(arguments, Json.text(arguments));
    }

    private static String namespace(ToolCall call) {
        return call.extras().get(ClientToolKind.NAMESPACE) instanceof String namespace ? namespace : "";
    }

    /** The answer with the calls as the client knows its tools. */
    public LLMResponse restore(LLMResponse answer) {
        return isEmpty() ? answer : Parts.mapChoices(answer, parts -> restore(parts, steps()));
    }

    /** What translates the steps of one answer; {@code null} where the client's own search is not run. */
    @Nullable
    ToolSearchSteps steps() {
        return search == null ? null : search.ofAnswer(new SearchedTools(this));
    }

    List<ContentPart> restore(List<ContentPart> parts, @Nullable ToolSearchSteps steps) {
        return Parts.map(parts, part -> {
            if (part instanceof ToolCall call) {
                return restore(call);
            }
            return steps == null ? part : steps.translated(part);
        });
    }

    private ToolCall restore(ToolCall call) {
        Known client = known.get(call.name());
        if (client == null) {
            return call;
        }
        ToolCall restored = call.withName(client.name()).withExtras(extras(call.name(), call.extras()));
        return switch (client.kind()) {
            case CUSTOM -> restored.withArguments(Map.of(), TextInput.of(call.argumentsJson()));
            case LOCAL_SHELL -> {
                Map<String, Object> action = new LinkedHashMap<>(Map.of(TYPE, "exec"));
                action.putAll(call.arguments());
                action.putIfAbsent("env", Map.of());
                yield call.arguments().isEmpty() ? restored : restored.withArguments(action, Json.text(action));
            }
            default -> restored;
        };
    }

    /** Name of a tool's function, if it is declared. */
    Optional<String> declared(JsonNode tool, String namespace) {
        return declared(tool, namespace, request.tools());
    }

    private Optional<String> declared(JsonNode tool, String namespace, List<Tool> functions) {
        String type = tool.textOrEmpty(TYPE);
        ClientToolKind kind = ClientToolKind.ofTool(type).orElse(ClientToolKind.FUNCTION);
        String own = tool.filled(NAME).orElse(type);
        String name = sent.getOrDefault(new Known(kind, namespace, own), namespace.isEmpty() ? own : "");
        return functions.stream().map(Tool::name).filter(name::equals).findFirst();
    }

    /** A tool as the client defined it; {@link JsonNode#MISSING} if it is no tool of Responses beside the functions. */
    JsonNode definition(String name) {
        return definitions.getOrDefault(name, JsonNode.MISSING);
    }

    /** The namespace of a tool as the client defined it; {@link JsonNode#MISSING} if it has none. */
    JsonNode namespace(String name) {
        Known client = known.get(name);
        return client == null ? JsonNode.MISSING : namespaces.getOrDefault(client.namespace(), JsonNode.MISSING);
    }

    /** Whether the tool takes any text. */
    boolean takesText(@Nullable String name) {
        Known client = known.get(name);
        return client != null && client.kind() == ClientToolKind.CUSTOM;
    }

    /** The client's name of a tool. */
    String restoredName(String name) {
        return ownName(name);
    }

    /** What is attached to a call, with the tool's kind and namespace. */
    Map<String, Object> extras(String name, Map<String, Object> attached) {
        Known client = known.get(name);
        if (client == null) {
            return attached;
        }
        Map<String, Object> extras = new LinkedHashMap<>(attached);
        if (client.kind() != ClientToolKind.FUNCTION) {
            extras.put(ClientToolKind.EXTRA, client.kind().type());
        }
        if (!client.namespace().isEmpty()) {
            extras.put(ClientToolKind.NAMESPACE, client.namespace());
        }
        return extras;
    }
}
