package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import java.util.ArrayList;
import java.util.List;

/** Brings turns into the order that a provider accepts. */
final class TurnOrder {
    private static final Role DEVELOPER = new Role("developer");
    /** What a conversation begins with where the assistant spoke first. */
    private static final Message BEGINNING = Message.user("(start of the conversation)");
    /** What stands between a tool's result and the user, where no user may answer a tool. */
    private static final Message RECEIVED = Message.assistant("OK.");

    private TurnOrder() {}

    static List<Message> apply(List<Message> messages, RequestRules rules) {
        List<Message> ordered = messages;
        if (rules.has(Rule.SYSTEM_FIRST)) {
            ordered = systemFirst(ordered);
        }
        if (rules.has(Rule.ASSISTANT_AFTER_TOOL)) {
            ordered = assistantAfterTool(ordered);
        }
        if (rules.has(Rule.ALTERNATING)) {
            ordered = Parts.join(ordered, (one, next) -> !isSystem(one));
        }
        if (rules.has(Rule.USER_FIRST)) {
            ordered = userFirst(ordered);
        }
        return rules.has(Rule.NO_TRAILING_WHITESPACE) ? trimmed(ordered) : ordered;
    }

    /** Instructions, whichever of their two names they go by. */
    static boolean isSystem(Message message) {
        return message.role().equals(Role.SYSTEM) || message.role().equals(DEVELOPER);
    }

    /** One system turn of all. One with fields of its own stands where the format itself puts it. */
    private static List<Message> systemFirst(List<Message> messages) {
        long movable = messages.stream().filter(TurnOrder::isMovable).count();
        if (movable == 0 || (movable == 1 && messages.get(0).role().equals(Role.SYSTEM))) {
            return messages;
        }
        List<ContentPart> instructions = new ArrayList<>();
        List<Message> others = new ArrayList<>();
        for (Message message : messages) {
            if (isMovable(message)) {
                instructions.addAll(message.parts());
            } else {
                others.add(message);
            }
        }
        others.add(0, Message.of(Role.SYSTEM, instructions));
        return others;
    }

    private static boolean isMovable(Message message) {
        return isSystem(message) && !hasFields(message);
    }

    private static boolean hasFields(Message message) {
        return !message.parts().isEmpty() && message.parts().get(0) instanceof Hint;
    }

    private static List<Message> assistantAfterTool(List<Message> messages) {
        List<Message> ordered = new ArrayList<>();
        Role before = Role.USER;
        for (Message message : messages) {
            if (before.equals(Role.TOOL) && message.role().equals(Role.USER)) {
                ordered.add(RECEIVED);
            }
            ordered.add(message);
            before = message.role();
        }
        return ordered.size() == messages.size() ? messages : ordered;
    }

    private static List<Message> userFirst(List<Message> messages) {
        int first = 0;
        while (first < messages.size() && isSystem(messages.get(first))) {
            first++;
        }
        if (first < messages.size() && !messages.get(first).role().equals(Role.ASSISTANT)) {
            return messages;
        }
        List<Message> begun = new ArrayList<>(messages);
        begun.add(first, BEGINNING);
        return begun;
    }

    private static List<Message> trimmed(List<Message> messages) {
        Message last = messages.isEmpty() ? BEGINNING : messages.get(messages.size() - 1);
        if (!last.role().equals(Role.ASSISTANT)) {
            return messages;
        }
        List<ContentPart> parts = new ArrayList<>(last.parts());
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i) instanceof Text text) {
                parts.set(i, new Text(text.text().stripTrailing()));
                break;
            }
            if (Parts.isContent(parts.get(i))) {
                return messages;
            }
        }
        if (parts.equals(last.parts())) {
            return messages;
        }
        List<Message> trimmed = new ArrayList<>(messages);
        trimmed.set(trimmed.size() - 1, last.withParts(parts));
        return trimmed;
    }
}
