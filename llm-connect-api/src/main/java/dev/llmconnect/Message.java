package dev.llmconnect;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One turn of a conversation. Immutable.
 *
 * @param role the speaker
 * @param parts the content, in order
 */
public record Message(Role role, List<ContentPart> parts) {
    /** Copies {@code parts}. */
    public Message {
        parts = List.copyOf(parts);
    }

    /** Instructions above the conversation. */
    public static Message system(String text) {
        return new Message(Role.SYSTEM, List.of(new ContentPart.Text(text)));
    }

    /** What the caller says. */
    public static Message user(String text) {
        return new Message(Role.USER, List.of(new ContentPart.Text(text)));
    }

    /** What the caller says, with images or documents. */
    public static Message user(List<ContentPart> parts) {
        return new Message(Role.USER, parts);
    }

    /** What the model said. */
    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, List.of(new ContentPart.Text(text)));
    }

    /** What the model said, with its tool calls and its reasoning. */
    public static Message assistant(List<ContentPart> parts) {
        return new Message(Role.ASSISTANT, parts);
    }

    /** What a tool answered. */
    public static Message toolResult(ToolCall call, String text) {
        return new Message(
                Role.TOOL,
                List.of(new ContentPart.ToolResult(
                        call.id(), call.name(), List.of(new ContentPart.Text(text)), false)));
    }

    /** Tells the role and the kinds of its parts, never their content. */
    @Override
    public String toString() {
        return "Message[" + role + ", " + parts + "]";
    }

    /** The text of the message, without reasoning. */
    public String text() {
        return textOf(parts);
    }

    static String textOf(List<ContentPart> parts) {
        return parts.stream()
                .filter(ContentPart.Text.class::isInstance)
                .map(part -> ((ContentPart.Text) part).text())
                .collect(Collectors.joining());
    }
}
