package dev.llmconnect.internal;

import dev.llmconnect.ContentPart.Opaque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Steps of a tool that a provider ran itself, as they stand in an earlier answer beside the text that they led to. */
public final class ProviderSteps {
    /** Steps of OpenAI's and Anthropic's own tools whose types have no ending in common. */
    private static final Set<String> TYPES =
            Set.of("server_tool_use", "mcp_tool_use", "mcp_list_tools", "tool_search_output");

    /** Those of Gemini, which has each in a field of its own. */
    private static final Set<String> FIELDS = Set.of("executableCode", "codeExecutionResult");

    /** Run by the client, which answers it. */
    private static final String COMPUTER = "computer_call";

    private ProviderSteps() {}

    /**
     * Returns whether a call or an output of OpenAI's search for tools is the client's: the client runs the search and answers the call,
     * whose id both have.
     */
    public static boolean isRunByClient(Map<String, ?> item) {
        return "client".equals(item.get("execution")) || item.get("call_id") instanceof String;
    }

    /** Returns the type of a step; empty for other parts, without which the conversation would be another one. */
    public static Optional<String> typeOf(Opaque part) {
        if (part.raw().get("type") instanceof String type) {
            boolean isStep = TYPES.contains(type)
                    || (type.endsWith("_call") && !type.equals(COMPUTER))
                    || type.endsWith("_tool_result");
            return isStep ? Optional.of(type) : Optional.empty();
        }
        return FIELDS.stream().filter(part.raw()::containsKey).findFirst();
    }
}
