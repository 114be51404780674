package dev.llmconnect.formats.messages;

import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Values of {@code anthropic-beta} that a platform which serves Claude accepts. Platforms refuse a request with a value that they do not
 * know, so such values are left out and reported. Immutable and thread-safe.
 *
 * <p>Read on 2026-11-30. Sources: for Bedrock
 * <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html">AWS's
 * list</a> and its pages on compaction and on fine-grained streaming of tools; for Vertex AI
 * <a href="https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude">Google's guide</a>; for both what
 * <a href="https://github.com/BerriAI/litellm/blob/main/litellm/anthropic_beta_headers_config.json">LiteLLM</a> has found them to accept.
 */
public final class PlatformBetas {
    /** Anthropic's own API, which gets every value. */
    public static final PlatformBetas ANTHROPIC = new PlatformBetas(Set.of(), true);

    /** Amazon Bedrock. */
    public static final PlatformBetas BEDROCK = of(
            "compact-2026-01-12",
            "computer-use-2024-10-22",
            "computer-use-2025-01-24",
            "computer-use-2025-11-24",
            "context-1m-2025-08-07",
            "context-management-2025-06-27",
            "dev-full-thinking-2025-05-14",
            "effort-2025-11-24",
            "fine-grained-tool-streaming-2025-05-14",
            "interleaved-thinking-2025-05-14",
            "output-128k-2025-02-19",
            "token-efficient-tools-2025-02-19",
            "tool-examples-2025-10-29",
            "tool-search-tool-2025-10-19");

    /** Google's Vertex AI. */
    public static final PlatformBetas VERTEX = of(
            "compact-2026-01-12",
            "compact-2026-09-04",
            "computer-use-2024-10-22",
            "computer-use-2025-01-24",
            "computer-use-2025-11-24",
            "context-1m-2025-08-07",
            "context-management-2025-06-27",
            "dangerous-tool-use-2026-09-03",
            "interleaved-thinking-2025-05-14",
            "per-turn-control-2026-07-01",
            "thinking-binding-controls-2026-08-01",
            "thinking-display-updates-2026-08-18",
            "tool-search-tool-2025-10-19",
            "web-search-2025-03-05");

    /** Betas that these platforms know by the name of one of their parts. */
    private static final Map<String, String> OTHER_NAMES =
            Map.of("advanced-tool-use-2025-11-20", "tool-search-tool-2025-10-19");

    /** Fields of a request that a beta introduces, and how the names of the beta's versions begin. */
    private static final Map<String, String> FIELDS = Map.of(
            "context_management", "context-management-",
            "diagnostics", "cache-diagnosis-",
            "fallbacks", "server-side-fallback-",
            "mcp_servers", "mcp-client-",
            "output_format", "structured-outputs-",
            "speed", "fast-mode-",
            "thread", "message-threads-");

    /** Tools that Anthropic's own API takes without a beta and other platforms with one, by the beginning of their types. */
    private static final Map<String, String> TOOLS =
            Map.of("tool_search_tool_", "tool-search-tool-2025-10-19", "web_search_", "web-search-2025-03-05");

    /** Values that are reported by name; more than any client sends. */
    private static final int MAX_NAMED = 30;

    private static final String EVERY = "*";
    private static final String BETAS = "betas";
    /** What a header can hold and a log line shows. */
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}");

    private final Set<String> known;
    private final boolean every;

    private PlatformBetas(Set<String> known, boolean every) {
        this.known = known;
        this.every = every;
    }

    private static PlatformBetas of(String... known) {
        return new PlatformBetas(Set.of(known), false);
    }

    /**
     * Returns a copy that accepts more values.
     *
     * @param more values separated by commas; {@code *} stands for every value
     */
    public PlatformBetas with(String more) {
        List<String> values = values(more);
        Set<String> all = new LinkedHashSet<>(known);
        all.addAll(values);
        return new PlatformBetas(Set.copyOf(all), every || values.contains(EVERY));
    }

    /** The values that are known, in alphabetical order. */
    public List<String> known() {
        return known.stream().sorted().toList();
    }

    /** The values in a header or a setting that separates them by commas. */
    static List<String> values(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /**
     * Returns those of some values that the platform accepts, by the platform's names, each once.
     *
     * @param dropped takes the names of the others, as they are reported
     */
    public List<String> accepted(List<String> wanted, Consumer<String> dropped) {
        Set<String> accepted = new LinkedHashSet<>();
        int named = 0;
        for (String value : wanted) {
            String name = every ? value : OTHER_NAMES.getOrDefault(value, value);
            boolean isValue = VALUE.matcher(value).matches();
            if (isValue && (every || known.contains(value))) {
                accepted.add(value);
            } else if (isValue && known.contains(name)) {
                accepted.add(name);
            } else {
                dropped.accept(isValue && named < MAX_NAMED ? BETAS + "." + value : BETAS);
                named++;
            }
        }
        return new ArrayList<>(accepted);
    }

    /** The values that the platform wants beside some tools. */
    List<String> needed(List<?> tools) {
        return TOOLS.entrySet().stream()
                .filter(tool -> !every && known.contains(tool.getValue()))
                .filter(tool -> tools.stream()
                        .anyMatch(used -> JsonNode.of(used).textOrEmpty("type").startsWith(tool.getKey())))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whether the platform accepts a field of a request: one that no beta introduces, or one of a beta that it knows. */
    boolean acceptsField(String name) {
        String family = FIELDS.get(name);
        return every || family == null || known.stream().anyMatch(value -> value.startsWith(family));
    }
}
