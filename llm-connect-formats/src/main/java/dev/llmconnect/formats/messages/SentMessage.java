package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.Message;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.internal.SignedCallId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets the turns of a message remember how it was sent. Of a message with results of tools and more, which is several turns here, each
 * turn remembers its own blocks, and all but the first are without a role.
 */
final class SentMessage {
    private static final String WIRE = WireFormat.ANTHROPIC_MESSAGES;
    private static final String CONTENT = "content";

    private SentMessage() {}

    /** The turns with what they were read from; without where the message holds what only this server can read. */
    static List<Message> remembered(List<Message> turns, @Nullable Object sent) {
        if (!(sent instanceof Map<?, ?> message) || holdsOurs(message.get(CONTENT))) {
            return turns;
        }
        if (turns.size() == 1) {
            return List.of(turns.get(0).withRaw(WIRE, List.of(message)));
        }
        if (!(message.get(CONTENT) instanceof List<?> blocks)) {
            return turns;
        }
        List<Message> remembered = new ArrayList<>();
        int from = 0;
        for (Message turn : turns) {
            int to = Math.min(blocks.size(), from + blocks(turn));
            Map<Object, Object> raw = new LinkedHashMap<>();
            if (from == 0) {
                raw.putAll(message);
            }
            raw.put(CONTENT, blocks.subList(from, to));
            remembered.add(turn.withRaw(WIRE, List.of(raw)));
            from = to;
        }
        return remembered;
    }

    private static int blocks(Message turn) {
        return (int) turn.parts().stream()
                .filter(part -> !(part instanceof Hint || part instanceof CacheMark))
                .count();
    }

    private static boolean holdsOurs(@Nullable Object content) {
        return content instanceof List<?> blocks
                && blocks.stream()
                        .anyMatch(block -> block instanceof Map<?, ?> fields
                                && (fields.containsKey(AnswerFacts.FIELD)
                                        || CarriedReasoning.isIn(fields)
                                        || CarriedCitations.isIn(fields)
                                        || SignedCallId.isSigned(fields.get("id"))
                                        || SignedCallId.isSigned(fields.get("tool_use_id"))));
    }
}
