package dev.llmconnect.formats.messages;

import dev.llmconnect.formats.json.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Where Claude refuses thinking that a request asks for, on every way to it: beside a forced call of a tool, and, with a budget, in the
 * middle of a turn that began without thinking, as it does when a client does not send thinking back.
 *
 * <p>Source: <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking">extended thinking</a>, and the message
 * "Expected `thinking` or `redacted_thinking`, but found `tool_use`".
 */
public final class ThinkingRules {
    private ThinkingRules() {}

    /** Whether a body of Anthropic's Messages asks for thinking that is refused. */
    static boolean forbid(Map<String, Object> body) {
        JsonNode request = JsonNode.of(body);
        String choice = request.get("tool_choice").textOrEmpty("type");
        return forbid(
                request.get("thinking"),
                choice.equals("any") || choice.equals("tool"),
                request.items("messages"),
                block -> block.textOrEmpty("type"));
    }

    /**
     * Whether a request asks for thinking that is refused.
     *
     * @param thinking the field {@code thinking} as it is sent
     * @param mustCall whether the model has to call a tool
     * @param messages the turns as they are sent, each with its {@code role} and its blocks in {@code content}
     * @param type the type of a block by the name that Anthropic's Messages have for it
     */
    public static boolean forbid(
            JsonNode thinking, boolean mustCall, List<JsonNode> messages, Function<JsonNode, String> type) {
        boolean hasBudget = thinking.textOrEmpty("type").equals("enabled");
        if (!hasBudget && !thinking.textOrEmpty("type").equals("adaptive")) {
            return false;
        }
        return mustCall || (hasBudget && isTurnWithoutThinking(messages, type));
    }

    private static boolean isTurnWithoutThinking(List<JsonNode> messages, Function<JsonNode, String> type) {
        int last = messages.size() - 1;
        if (last < 1 || !hasBlock(messages.get(last), type, "tool_result")) {
            return false;
        }
        JsonNode answer = messages.get(last - 1);
        return answer.textOrEmpty("role").equals("assistant")
                && hasBlock(answer, type, "tool_use")
                && !type.apply(answer.get("content").at(0)).endsWith("thinking");
    }

    private static boolean hasBlock(JsonNode message, Function<JsonNode, String> type, String wanted) {
        return message.items("content").stream()
                .anyMatch(block -> type.apply(block).equals(wanted));
    }
}
