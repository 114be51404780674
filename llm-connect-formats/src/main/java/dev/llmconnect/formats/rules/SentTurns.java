package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells whether a conversation that came in its provider's own format needs no {@link ToolTurns}, and stays as its client sent it. */
final class SentTurns {
    private final RequestRules rules;
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> ids = new HashSet<>();

    private SentTurns(RequestRules rules) {
        this.rules = rules;
    }

    /** Whether all messages with tools came in this format, and each call is followed by its result, in order. */
    static boolean areInOrder(List<Message> messages, RequestRules rules, String wire) {
        SentTurns turns = new SentTurns(rules);
        for (Message message : messages) {
            if (ToolTurns.usesTools(message)) {
                if (message.raw(wire).isEmpty() || !turns.takes(message)) {
                    return false;
                }
            } else if (message.role().equals(Role.TOOL) || (!turns.open.isEmpty() && !isOpaque(message))) {
                return false;
            }
        }
        return turns.open.isEmpty();
    }

    /** What only the provider understands, such as the result of a tool that takes any text. */
    private static boolean isOpaque(Message message) {
        return message.parts().stream().allMatch(Opaque.class::isInstance);
    }

    private boolean takes(Message message) {
        boolean calls = message.role().equals(Role.ASSISTANT);
        if (calls && !open.isEmpty()) {
            return false;
        }
        for (ContentPart part : message.parts()) {
            boolean isInPlace = true;
            if (part instanceof ToolCall call) {
                isInPlace = calls && isNew(call.id());
                open.add(call.id());
            } else if (part instanceof ToolResult result) {
                isInPlace = !calls && result.callId().equals(open.poll());
            } else if (Parts.isContent(part)) {
                isInPlace = calls || open.isEmpty();
            }
            if (!isInPlace) {
                return false;
            }
        }
        return true;
    }

    private boolean isNew(String id) {
        return rules.callIds().accepts(id) && (ids.add(id) || !rules.has(Rule.UNIQUE_CALL_IDS));
    }
}
