package dev.llmconnect.formats.rules;

import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A web search that the provider runs, as a request of one format asks for it and those of others do. Immutable and thread-safe.
 *
 * <p>Sources, read on 2026-11-30: <a href="https://platform.openai.com/docs/guides/tools-web-search">OpenAI's guide</a>,
 * <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool">Anthropic's</a> and
 * <a href="https://ai.google.dev/gemini-api/docs/google-search">Google's</a>.
 *
 * @param allowed domains that alone may be found; all if there are none
 * @param blocked domains that may not be found
 * @param location where the user is, in the words of the Responses format; empty if it is not said
 * @param size how much of what is found the model gets to see; empty if it is not said
 * @param others names of options that only one format has
 */
record WebSearch(List<?> allowed, List<?> blocked, Map<String, Object> location, String size, List<String> others) {
    /** The field of Chat Completions that asks for a search. */
    static final String OPTIONS = "web_search_options";
    /** Type of the tool in OpenAI's Responses, with which the types of other versions and of Anthropic's tool begin. */
    static final String TYPE = "web_search";

    private static final List<String> GOOGLES = List.of("googleSearch", "google_search", "googleSearchRetrieval");
    private static final String USER_LOCATION = "user_location";
    private static final String SEARCH_CONTEXT_SIZE = "search_context_size";
    private static final String ALLOWED = "allowed_domains";
    private static final String BLOCKED = "blocked_domains";
    private static final String APPROXIMATE = "approximate";
    /** A version that needs no code execution beside it. */
    private static final String ANTHROPICS = "web_search_20250305";

    private static final Set<String> TRANSLATED =
            Set.of("type", "name", "filters", ALLOWED, BLOCKED, USER_LOCATION, SEARCH_CONTEXT_SIZE, "excludeDomains");

    /** Whether a tool is a web search, in whatever format. */
    static boolean isSearch(@Nullable Object tool) {
        JsonNode node = JsonNode.of(tool);
        return node.textOrEmpty("type").startsWith(TYPE) || GOOGLES.stream().anyMatch(node::has);
    }

    /** Reads a tool that {@link #isSearch}, or the options of Chat Completions. */
    static WebSearch of(@Nullable Object tool) {
        JsonNode node = JsonNode.of(tool);
        JsonNode options =
                GOOGLES.stream().filter(node::has).map(node::get).findFirst().orElse(node);
        JsonNode filters = options.get("filters").isObject() ? options.get("filters") : options;
        List<Object> blocked = new ArrayList<>(list(filters.get(BLOCKED)));
        blocked.addAll(list(options.get("excludeDomains")));
        Set<String> others = new LinkedHashSet<>(options.object().keySet());
        others.removeAll(TRANSLATED);
        return new WebSearch(
                list(filters.get(ALLOWED)),
                blocked,
                location(options.get(USER_LOCATION)),
                options.textOrEmpty(SEARCH_CONTEXT_SIZE),
                List.copyOf(others));
    }

    private static List<?> list(JsonNode domains) {
        return domains.raw() instanceof List<?> list ? list : List.of();
    }

    /** Chat Completions have the place in an object of its own. */
    private static Map<String, Object> location(JsonNode given) {
        Map<String, Object> location = new LinkedHashMap<>();
        if (given.isObject()) {
            location.put("type", APPROXIMATE);
            JsonNode place = given.get(APPROXIMATE).isObject() ? given.get(APPROXIMATE) : given;
            for (String name : List.of("city", "region", "country", "timezone")) {
                place.filled(name).ifPresent(value -> location.put(name, value));
            }
        }
        return location;
    }

    /** Returns the tool of a format; empty if it has none, or none with these limits. */
    Optional<Map<String, Object>> tool(String wire) {
        return switch (wire) {
            case WireFormat.OPENAI_RESPONSES -> blocked.isEmpty() ? Optional.of(responses()) : Optional.empty();
            case WireFormat.ANTHROPIC_MESSAGES ->
                allowed.isEmpty() || blocked.isEmpty() ? Optional.of(messages()) : Optional.empty();
            case WireFormat.GEMINI_GENERATE ->
                allowed.isEmpty() && blocked.isEmpty()
                        ? Optional.of(Map.of("googleSearch", Map.of()))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Map<String, Object> responses() {
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("type", TYPE);
        if (!allowed.isEmpty()) {
            tool.put("filters", Map.of(ALLOWED, allowed));
        }
        putUnlessEmpty(tool, USER_LOCATION, location);
        if (!size.isEmpty()) {
            tool.put(SEARCH_CONTEXT_SIZE, size);
        }
        return tool;
    }

    private Map<String, Object> messages() {
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("type", ANTHROPICS);
        tool.put("name", TYPE);
        putUnlessEmpty(tool, ALLOWED, allowed);
        putUnlessEmpty(tool, BLOCKED, blocked);
        putUnlessEmpty(tool, USER_LOCATION, location);
        return tool;
    }

    /** The options of Chat Completions, which no limits fit into. */
    Optional<Map<String, Object>> options() {
        if (!allowed.isEmpty() || !blocked.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> options = new LinkedHashMap<>();
        if (!location.isEmpty()) {
            Map<String, Object> place = new LinkedHashMap<>(location);
            place.remove("type");
            options.put(USER_LOCATION, Map.of("type", APPROXIMATE, APPROXIMATE, place));
        }
        if (!size.isEmpty()) {
            options.put(SEARCH_CONTEXT_SIZE, size);
        }
        return Optional.of(options);
    }

    /** Names of the options that are lost in a format. */
    List<String> lost(String wire) {
        List<String> lost = new ArrayList<>(others);
        boolean isOpenAi = wire.startsWith("openai-");
        if (!size.isEmpty() && !isOpenAi) {
            lost.add(SEARCH_CONTEXT_SIZE);
        }
        if (!location.isEmpty() && wire.equals(WireFormat.GEMINI_GENERATE)) {
            lost.add(USER_LOCATION);
        }
        return lost;
    }

    private static void putUnlessEmpty(Map<String, Object> tool, String name, Object value) {
        boolean isEmpty = value instanceof List<?> list ? list.isEmpty() : ((Map<?, ?>) value).isEmpty();
        if (!isEmpty) {
            tool.put(name, value);
        }
    }
}
