package dev.llmconnect.providers.anthropic;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.providers.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The conversation as Anthropic wants it: instructions apart from it, and the results of tools in the user's turn that follows the
 * calls, all of them in one.
 */
final class Conversation {
    private static final String USER = Role.USER.value();

    private final RequestBlocks blocks;
    private final List<Map<String, Object>> system = new ArrayList<>();
    private final List<Object> messages = new ArrayList<>();
    /** The user's turn that holds results of tools, as long as nobody else has spoken. */
    private @Nullable List<Object> results;

    private Conversation(WireCall call) {
        this.blocks = new RequestBlocks(call);
    }

    static Conversation of(List<Message> messages, WireCall call) {
        Conversation conversation = new Conversation(call);
        messages.forEach(conversation::add);
        return conversation;
    }

    /** One text stands for itself, everything else is a list of blocks; {@code null} when there are none. */
    @Nullable
    Object system() {
        return system.isEmpty() ? null : content(system);
    }

    List<Object> messages() {
        return messages;
    }

    private void add(Message message) {
        List<Map<String, Object>> encoded = new ArrayList<>();
        for (ContentPart part : message.parts()) {
            // Anthropic refuses empty text; an assistant that only called a tool has said nothing.
            boolean nothing = part instanceof Text text && text.text().isEmpty() && !isUser(message);
            if (!nothing) {
                blocks.encode(part, message.role()).ifPresent(encoded::add);
            }
        }
        if (message.role().equals(Role.SYSTEM) && isInstruction(message)) {
            system.addAll(encoded);
        } else if (message.role().equals(Role.TOOL)
                || message.parts().stream().anyMatch(ToolResult.class::isInstance)) {
            results(encoded);
        } else if (isUser(message) && results != null) {
            results.addAll(encoded);
        } else if (!encoded.isEmpty()) {
            results = null;
            turn(message.role().value(), content(encoded));
        }
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

    private void turn(String role, Object content) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("role", role);
        turn.put("content", content);
        messages.add(turn);
    }

    private static Object content(List<Map<String, Object>> blocks) {
        boolean plain = blocks.size() == 1
                && blocks.get(0).size() == 2
                && "text".equals(blocks.get(0).get("type"));
        return plain && blocks.get(0).get("text") instanceof String text ? text : blocks;
    }
}
