package dev.llmconnect.formats.messages;

import dev.llmconnect.formats.json.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Where Anthropic refuses thinking that a request asks for: beside a forced call of a tool, and, with a budget, in the middle of a turn
 * that began without thinking, as it does when a client does not send thinking back.
 *
 * <p>Source: <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking">extended thinking</a>, and the message
 * "Expected `thinking` or `redacted_thinking`, but found `tool_use`".
 */
final class ThinkingRules {
    private ThinkingRules() {}

    /** Whether a body asks for thinking that is refused. */
    static boolean forbid(Map<String, Object> body) {
        JsonNode request = JsonNode.of(body);
        String thinking = request.get("thinking").textOrEmpty("type");
        if (!thinking.equals("enabled") && !thinking.equals("adaptive")) {
            return false;
        }
        String choice = request.get("tool_choice").textOrEmpty("type");
        return choice.equals("any")
                || choice.equals("tool")
                || (thinking.equals("enabled") && isTurnWithoutThinking(request.items("messages")));
    }

    private static boolean isTurnWithoutThinking(List<JsonNode> messages) {
        int last = messages.size() - 1;
        if (last < 1 || !hasBlock(messages.get(last), "tool_result")) {
            return false;
        }
        JsonNode answer = messages.get(last - 1);
        return answer.textOrEmpty("role").equals("assistant")
                && hasBlock(answer, "tool_use")
                && !answer.get("content").at(0).textOrEmpty("type").endsWith("thinking");
    }

    private static boolean hasBlock(JsonNode message, String type) {
        return message.items("content").stream()
                .anyMatch(block -> block.textOrEmpty("type").equals(type));
    }
}
