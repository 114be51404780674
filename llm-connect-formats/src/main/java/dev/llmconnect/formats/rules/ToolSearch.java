package dev.llmconnect.formats.rules;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.Tool;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.internal.ProviderSteps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A search among deferred tools that the provider runs, asked for by a client of Messages and run by a provider of Responses, or the other
 * way round. Where the model has none, the search and the deferral are left out and reported, and the model gets all tools. Immutable and
 * thread-safe.
 *
 * <p>Sources, read on 2026-11-30: <a href="https://developers.openai.com/api/docs/guides/tools-tool-search">OpenAI's guide</a> ("Only
 * gpt-5.4 and later models support tool_search") and
 * <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool">Anthropic's</a>, whose table of models begins
 * with Claude 4.5; recordings of both.
 */
final class ToolSearch {
    /** Field of a tool that the model gets to know by a search only; of the same name in both formats. */
    static final String DEFER = "defer_loading";
    /** How types and names of the searches of Messages begin. */
    static final String MESSAGES_PREFIX = "tool_search_tool_";
    /** Name of the search of Messages that takes a pattern. */
    static final String REGEX = MESSAGES_PREFIX + "regex";
    /** What a search of Messages takes that looks for words. */
    static final String QUERY = "query";
    /** What a search of Messages takes that looks for a pattern. */
    static final String PATTERN = "pattern";

    private static final String TYPE = "type";
    private static final String NAME = "name";
    private static final String TOOLS = "tools";
    private static final String RESPONSES_TYPE = "tool_search";
    /** Looks for words, like the search of Responses. */
    private static final String BM25 = MESSAGES_PREFIX + "bm25";

    private static final String BM25_TYPE = BM25 + "_20251119";

    private static final Pattern CLAUDE =
            Pattern.compile("claude-(?:opus|sonnet|haiku)-(\\d+)(?:[-.](\\d{1,2}))?(?!\\d)");
    private static final Pattern NEWER_CLAUDE = Pattern.compile("claude-(?:fable|mythos)-");
    private static final Pattern GPT = Pattern.compile("gpt-(\\d+)(?:\\.(\\d+))?");

    private final LLMRequest request;
    private final String client;
    private final String wire;
    private final String clientsName;

    private ToolSearch(LLMRequest request, String client, String wire, String clientsName) {
        this.request = request;
        this.client = client;
        this.wire = wire;
        this.clientsName = clientsName;
    }

    /**
     * Puts the provider's own search in place of the client's.
     *
     * @return empty if the client asks for none, or the provider's model has none
     */
    static Optional<ToolSearch> adopted(LLMRequest request, String wire, String model) {
        String client = wire.equals(WireFormat.ANTHROPIC_MESSAGES)
                ? WireFormat.OPENAI_RESPONSES
                : wire.equals(WireFormat.OPENAI_RESPONSES) ? WireFormat.ANTHROPIC_MESSAGES : "";
        if (client.isEmpty() || request.tools().stream().noneMatch(tool -> isDeferred(tool, client))) {
            return Optional.empty();
        }
        Optional<JsonNode> search = JsonNode.of(request.wireFields(client).get(TOOLS)).items().stream()
                .filter(tool -> isSearch(tool, client))
                .findFirst();
        return search.filter(tool -> isSupported(wire, model)).map(tool -> adopted(request, client, wire, tool));
    }

    private static ToolSearch adopted(LLMRequest request, String client, String wire, JsonNode search) {
        WireFields fields = request.wireFields();
        fields = fields.withHints(client, without(fields.hints().get(client), client));
        fields = fields.with(client, without(fields.required().get(client), client));
        Map<String, Object> own = new LinkedHashMap<>(fields.hints().getOrDefault(wire, Map.of()));
        List<Object> tools = new ArrayList<>();
        JsonNode.of(own.get(TOOLS)).items().forEach(tool -> tools.add(tool.object()));
        tools.add(ofProvider(wire));
        own.put(TOOLS, tools);
        LLMRequest adopted = request.toBuilder()
                .tools(request.tools().stream()
                        .map(tool -> isDeferred(tool, client) ? deferred(tool, client, wire) : tool)
                        .toList())
                .wireFields(fields.withHints(wire, own))
                .build();
        return new ToolSearch(adopted, client, wire, search.filled(NAME).orElse(BM25));
    }

    private static Map<String, Object> ofProvider(String wire) {
        Map<String, Object> search = new LinkedHashMap<>();
        if (wire.equals(WireFormat.ANTHROPIC_MESSAGES)) {
            search.put(TYPE, BM25_TYPE);
            search.put(NAME, BM25);
        } else {
            search.put(TYPE, RESPONSES_TYPE);
        }
        return search;
    }

    /** Whether a tool is a search that the provider runs. */
    private static boolean isSearch(JsonNode tool, String format) {
        String type = tool.textOrEmpty(TYPE);
        return format.equals(WireFormat.ANTHROPIC_MESSAGES)
                ? type.startsWith(MESSAGES_PREFIX)
                : type.equals(RESPONSES_TYPE) && !ProviderSteps.isRunByClient(tool.object());
    }

    private static Map<String, Object> without(@Nullable Map<String, Object> fields, String client) {
        Map<String, Object> rest = new LinkedHashMap<>(fields == null ? Map.of() : fields);
        if (rest.containsKey(TOOLS)) {
            List<Object> others = new ArrayList<>();
            JsonNode.of(rest.get(TOOLS)).items().stream()
                    .filter(tool -> !isSearch(tool, client))
                    .forEach(tool -> others.add(tool.object()));
            if (others.isEmpty()) {
                rest.remove(TOOLS);
            } else {
                rest.put(TOOLS, others);
            }
        }
        return rest;
    }

    /** Whether the model gets to know a tool by a search only. */
    static boolean isDeferred(Tool tool, String format) {
        return Boolean.TRUE.equals(tool.hints().getOrDefault(format, Map.of()).get(DEFER));
    }

    /** A deferred tool has no part in the prompt's prefix, so Anthropic refuses a cache mark at one. */
    private static Tool deferred(Tool tool, String client, String wire) {
        Map<String, Map<String, Object>> hints = new LinkedHashMap<>(tool.hints());
        Map<String, Object> others = new LinkedHashMap<>(hints.getOrDefault(client, Map.of()));
        others.remove(DEFER);
        hints.put(client, others);
        Map<String, Object> own = new LinkedHashMap<>(hints.getOrDefault(wire, Map.of()));
        own.put(DEFER, true);
        hints.put(wire, own);
        return tool.toBuilder().hints(hints).cacheMark(null).build();
    }

    /** Marks the function that stands for a tool of Responses as deferred, as the tool is. */
    static Tool deferredAs(JsonNode given, Tool function) {
        return given.isTrue(DEFER)
                ? function.toBuilder()
                        .hints(Map.of(WireFormat.OPENAI_RESPONSES, Map.of(DEFER, true)))
                        .build()
                : function;
    }

    private static boolean isSupported(String wire, String model) {
        return wire.equals(WireFormat.ANTHROPIC_MESSAGES)
                ? isAtLeast(CLAUDE, model, 4, 5) || NEWER_CLAUDE.matcher(model).find()
                : isAtLeast(GPT, model, 5, 4);
    }

    private static boolean isAtLeast(Pattern versions, String model, int major, int minor) {
        Matcher version = versions.matcher(model);
        if (!version.find()) {
            return false;
        }
        int first = number(version.group(1));
        return first > major || (first == major && number(version.group(2)) >= minor);
    }

    /** A version that is too long to be one is none. */
    private static int number(@Nullable String digits) {
        return digits == null || digits.length() > 4 ? 0 : Integer.parseInt(digits);
    }

    /** The request with the provider's search. */
    LLMRequest request() {
        return request;
    }

    /** Translates the steps of earlier answers for the provider. */
    ToolSearchSteps ofHistory(ToolSearchSteps.Tools tools) {
        return new ToolSearchSteps(wire, BM25, false, tools);
    }

    /** Translates the steps of an answer for the client. */
    ToolSearchSteps ofAnswer(ToolSearchSteps.Tools tools) {
        return new ToolSearchSteps(client, clientsName, true, tools);
    }
}
