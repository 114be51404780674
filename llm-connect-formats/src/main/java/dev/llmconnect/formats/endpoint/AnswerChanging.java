package dev.llmconnect.formats.endpoint;

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
            "thread",
            "tool_choice",
            "tools");

    private AnswerChanging() {}

    /** Whether a field that is known to one format only changes the answer. */
    public static boolean isField(String name) {
        return FIELDS.contains(name);
    }
}
