package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves out texts that a provider refuses, and the turns that held nothing else. */
final class TextRules {
    /** What stands for a last user turn without content, which cannot be left out: the model would continue its own turn. */
    private static final Text EMPTY = new Text("(empty message)");

    private final Predicate<String> refused;

    private TextRules(RequestRules rules) {
        refused = rules.has(Rule.NO_BLANK_TEXT) ? String::isBlank : String::isEmpty;
    }

    static List<Message> apply(List<Message> messages, RequestRules rules) {
        if (!rules.has(Rule.NO_EMPTY_TEXT)) {
            return messages;
        }
        TextRules text = new TextRules(rules);
        if (messages.stream().allMatch(text::isFine)) {
            return messages;
        }
        List<Message> kept = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            Message filled = text.isFine(message) ? message : text.filled(message);
            if (filled.parts().stream().anyMatch(Parts::isContent)) {
                kept.add(filled);
            } else if (i == messages.size() - 1 && message.role().equals(Role.USER)) {
                List<ContentPart> parts = new ArrayList<>(filled.parts());
                parts.add(EMPTY);
                kept.add(message.withParts(parts));
            }
        }
        if (kept.isEmpty()) {
            // No API takes a conversation without turns.
            kept.add(Message.of(Role.USER, List.of(EMPTY)));
        }
        return kept;
    }

    private boolean isFine(Message message) {
        return !message.parts().isEmpty() && message.parts().stream().noneMatch(this::isRefused);
    }

    private boolean isRefused(ContentPart part) {
        return part instanceof Text text
                ? refused.test(text.text())
                : part instanceof ToolResult result && result.content().stream().anyMatch(this::isRefused);
    }

    private Message filled(Message message) {
        return message.withParts(filled(message.parts()));
    }

    /** Without the texts that are refused, and without the fields that belong to them. */
    private List<ContentPart> filled(List<ContentPart> parts) {
        List<ContentPart> kept = new ArrayList<>();
        boolean leftOut = false;
        for (ContentPart part : parts) {
            if (part instanceof ToolResult result) {
                kept.add(result.withContent(filled(result.content())));
                leftOut = false;
            } else if (Parts.isContent(part)) {
                leftOut = isRefused(part);
                if (!leftOut) {
                    kept.add(part);
                }
            } else if (!leftOut) {
                kept.add(part);
            }
        }
        return kept;
    }
}
