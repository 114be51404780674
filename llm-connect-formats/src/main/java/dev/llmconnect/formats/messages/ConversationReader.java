package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code system} and {@code messages} as one conversation, in which results of tools are turns of their own. */
final class ConversationReader {
    private static final String WIRE = WireFormat.ANTHROPIC_MESSAGES;

    private ConversationReader() {}

    static List<Message> read(MessagesFields body) {
        BlockReader blocks = new BlockReader();
        List<Message> conversation = new ArrayList<>();
        body.take("system").ifPresent(content -> {
            List<ContentPart> parts = blocks.content(content, "system");
            if (!parts.isEmpty()) {
                conversation.add(Message.of(Role.SYSTEM, parts).withRaw(WIRE, List.of(content)));
            }
        });
        if (!(body.required("messages") instanceof List<?> messages)) {
            throw MessagesFields.wrong("messages", "Input should be a valid list");
        }
        if (messages.isEmpty()) {
            throw MessagesFields.wrong("messages", "at least one message is required");
        }
        for (int i = 0; i < messages.size(); i++) {
            List<Message> turns = new ArrayList<>();
            add(MessagesFields.of(messages.get(i), "messages." + i), blocks, turns);
            conversation.addAll(SentMessage.remembered(turns, messages.get(i)));
        }
        return conversation;
    }

    private static void add(MessagesFields message, BlockReader blocks, List<Message> conversation) {
        Role role = role(message);
        List<ContentPart> parts = blocks.content(message.required("content"), message.path("content"));
        List<ContentPart> own = new ArrayList<>();
        if (role.equals(Role.SYSTEM)) {
            // Said of the message itself, so that Anthropic gets it where it stands, and not above the conversation.
            own.add(new Hint(WIRE, Map.of("role", role.value())));
        }
        if (!message.rest().isEmpty()) {
            own.add(new Hint(WIRE, message.rest()));
        }
        List<ContentPart> turn = new ArrayList<>(own);
        boolean results = false;
        for (ContentPart part : parts) {
            boolean belongs =
                    part instanceof Hint || part instanceof CacheMark || results == part instanceof ToolResult;
            if (!belongs && turn.size() > own.size()) {
                conversation.add(Message.of(results ? Role.TOOL : role, turn));
                turn = new ArrayList<>();
            }
            results = belongs ? results : part instanceof ToolResult;
            turn.add(part);
        }
        conversation.add(Message.of(results ? Role.TOOL : role, turn));
    }

    private static Role role(MessagesFields message) {
        String role = message.requiredText("role");
        return switch (role) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default ->
                throw MessagesFields.wrong(message.path("role"), "Input should be 'user', 'assistant' or 'system'");
        };
    }
}
