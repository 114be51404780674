package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The conversation as Anthropic wants it: instructions apart from it, and the results of tools in the user's turn that follows the
 * calls, all of them in one.
 */
final class MessagesConversation {
    private static final String USER = Role.USER.value();

    private final RequestBlocks blocks;
    private final List<Map<String, Object>> system = new ArrayList<>();
    private final List<Object> messages = new ArrayList<>();
    /** The instructions as a client of this format sent them. */
    private @Nullable Object sentSystem;

    private boolean isSystemChanged;
    /** The user's turn that holds results of tools, as long as nobody else has spoken. */
    private @Nullable List<Object> results;

    private MessagesConversation(WireCall call) {
        this.blocks = new RequestBlocks(call);
    }

    static MessagesConversation of(List<Message> messages, WireCall call) {
        MessagesConversation conversation = new MessagesConversation(call);
        messages.forEach(conversation::add);
        return conversation;
    }

    /** One text stands for itself, everything else is a list of blocks; {@code null} when there are none. */
    @Nullable
    Object system() {
        if (sentSystem != null && !isSystemChanged) {
            return sentSystem;
        }
        return system.isEmpty() ? null : content(system);
    }

    List<Object> messages() {
        return messages;
    }

    private void add(Message message) {
        Map<String, Object> own = ownFields(message);
        boolean instructs = message.role().equals(Role.SYSTEM) && isInstruction(message) && own.isEmpty();
        Object raw = message.raw(MessagesWire.NAME)
                .filter(values -> values.size() == 1)
                .map(values -> values.get(0))
                .orElse(null);
        if (raw != null && !instructs) {
            sent(JsonNode.of(raw));
            return;
        }
        List<Map<String, Object>> encoded = blocks.encode(message.parts(), message.role());
        if (instructs) {
            isSystemChanged |= raw == null || sentSystem != null;
            sentSystem = raw;
            system.addAll(encoded);
        } else if (message.role().equals(Role.TOOL)
                || message.parts().stream().anyMatch(ToolResult.class::isInstance)) {
            results(encoded);
        } else if (isUser(message) && results != null && own.isEmpty()) {
            results.addAll(encoded);
        } else if (!encoded.isEmpty()) {
            results = null;
            turn(message.role().value(), content(encoded)).putAll(own);
        }
    }

    /** A message as a client of this format sent it; one without a role goes on with the one before. */
    private void sent(JsonNode raw) {
        results = null;
        Object last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (raw.has("role") || !(last instanceof Map<?, ?> before)) {
            messages.add(raw.has("role") ? raw.object() : with(Map.of("role", USER), raw.items("content")));
            return;
        }
        List<JsonNode> all = new ArrayList<>(JsonNode.of(before).items("content"));
        all.addAll(raw.items("content"));
        messages.set(messages.size() - 1, with(JsonNode.of(before).object(), all));
    }

    private static Map<String, Object> with(Map<String, Object> message, List<JsonNode> content) {
        Map<String, Object> turn = new LinkedHashMap<>(message);
        turn.put("content", content.stream().map(JsonNode::raw).toList());
        return turn;
    }

    /** Fields of the message itself; such a message stands where it stands. */
    private static Map<String, Object> ownFields(Message message) {
        return !message.parts().isEmpty() && message.parts().get(0) instanceof Hint hint ? hint.fields() : Map.of();
    }

    private static boolean isUser(Message message) {
        return message.role().equals(Role.USER);
    }

    /** Other blocks than text (a change of the tools) belong where they stand. */
    private static boolean isInstruction(Message message) {
        return message.parts().stream()
                .allMatch(part -> !(part instanceof Opaque opaque)
                        || "text".equals(opaque.raw().get("type")));
    }

    private void results(List<Map<String, Object>> encoded) {
        if (results == null) {
            results = new ArrayList<>();
            turn(USER, results);
        }
        results.addAll(encoded);
    }

    private Map<String, Object> turn(String role, Object content) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("role", role);
        turn.put("content", content);
        messages.add(turn);
        return turn;
    }

    private static Object content(List<Map<String, Object>> blocks) {
        boolean plain = blocks.size() == 1
                && blocks.get(0).size() == 2
                && "text".equals(blocks.get(0).get("type"));
        return plain && blocks.get(0).get("text") instanceof String text ? text : blocks;
    }
}
