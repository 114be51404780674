package dev.llmconnect.formats.converse;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The conversation as Bedrock wants it: instructions apart from it, and user and assistant in turn, so that what one of them says in
 * several messages, the results of tools included, becomes one.
 */
final class ConverseMessages {
    private final ConverseBlocks blocks;
    private final List<Object> system = new ArrayList<>();
    private final List<Object> messages = new ArrayList<>();
    private String speaker = "";
    private List<Object> content = new ArrayList<>();

    private ConverseMessages(WireCall call) {
        this.blocks = new ConverseBlocks(call);
    }

    static ConverseMessages of(List<Message> messages, WireCall call) {
        ConverseMessages conversation = new ConverseMessages(call);
        messages.forEach(conversation::add);
        return conversation;
    }

    List<Object> system() {
        return system;
    }

    List<Object> messages() {
        return messages;
    }

    private void add(Message message) {
        List<Object> encoded = new ArrayList<>();
        for (ContentPart part : message.parts()) {
            // Bedrock refuses empty text; an assistant that only called a tool has said nothing.
            boolean nothing = part instanceof Text text
                    && text.text().isEmpty()
                    && message.role().equals(Role.ASSISTANT);
            if (!nothing) {
                blocks.encode(part, message.role()).ifPresent(encoded::add);
            }
        }
        if (message.role().equals(Role.SYSTEM)) {
            system.addAll(encoded);
        } else if (!encoded.isEmpty()) {
            Role role = message.role().equals(Role.TOOL) ? Role.USER : message.role();
            turn(role.value()).addAll(encoded);
        }
    }

    private List<Object> turn(String role) {
        if (!role.equals(speaker)) {
            speaker = role;
            content = new ArrayList<>();
            Map<String, Object> turn = new LinkedHashMap<>();
            turn.put("role", role);
            turn.put("content", content);
            messages.add(turn);
        }
        return content;
    }
}
