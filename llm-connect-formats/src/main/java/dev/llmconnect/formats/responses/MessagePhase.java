package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.formats.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a message is a commentary on the way or the final answer. OpenAI wants the phase of each message back, since the model
 * takes a commentary for its answer otherwise. It stands before the message's words as reasoning without words, because that is what
 * every other format passes over: a conversation can go on with another provider.
 */
public final class MessagePhase {
    private static final String PHASE = "phase";

    private MessagePhase() {}

    /** What stands before the words of this message; nothing when it has no phase. */
    public static Optional<Reasoning> mark(JsonNode message) {
        return message.filled(PHASE).map(phase -> {
            Map<String, Object> raw = new LinkedHashMap<>();
            raw.put("type", "message");
            raw.put(PHASE, phase);
            return Reasoning.of("", null, raw);
        });
    }

    /** The phase of the words that follow, when this is such a mark. */
    static Optional<String> of(Reasoning part) {
        JsonNode raw = JsonNode.of(part.raw());
        return raw.textOrEmpty("type").equals("message") ? raw.filled(PHASE) : Optional.empty();
    }
}
