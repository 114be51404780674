package dev.llmconnect.server.internal.call;

import java.util.Map;
import java.util.Set;

/**
 * Which fields of a request change its answer, of those that only one format or one vendor knows. Providers of other formats refuse
 * these; every other unknown field is a hint, which they leave out and report.
 */
public final class AnswerChanging {
    private static final Set<String> FIELDS = Set.of(
            "agent_id",
            "audio",
            "background",
            "container",
            "conversation",
            "function_call",
            "functions",
            "grammar",
            "guided_choice",
            "guided_grammar",
            "guided_json",
            "guided_regex",
            "input",
            "instructions",
            "json_schema",
            "logit_bias",
            "mcp_servers",
            "messages",
            "min_tokens",
            "modalities",
            "n",
            "previous_response_id",
            "prompt",
            "response_format",
            "stop_token_ids",
            "structured_outputs",
            "system",
            "text",
            "tool_choice",
            "tools");

    /** Tools that a provider runs itself, without which a model still answers, from what it knows. */
    private static final Set<String> OPTIONAL_TOOLS =
            Set.of("image_generation", "openrouter", "tool_search", "web_fetch", "web_search", "x_search");

    private AnswerChanging() {}

    /** Whether a field that is known to one format only changes the answer. */
    public static boolean isField(String name) {
        return FIELDS.contains(name);
    }

    /** Whether a tool of another type than a function may be left out; versions and vendors in the type do not count. */
    public static boolean isOptionalTool(Object tool) {
        if (!(tool instanceof Map<?, ?> fields) || !(fields.get("type") instanceof String type)) {
            return false;
        }
        return OPTIONAL_TOOLS.stream()
                .anyMatch(known -> type.equals(known) || type.startsWith(known + "_") || type.startsWith(known + ":"));
    }
}
