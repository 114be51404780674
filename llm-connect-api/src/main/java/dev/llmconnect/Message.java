package dev.llmconnect;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One turn of a conversation. Immutable and thread-safe; equal when role and parts are. */
public final class Message {
    private final Role role;
    private final List<ContentPart> parts;

    private Message(Role role, List<ContentPart> parts) {
        this.role = Objects.requireNonNull(role, "role");
        this.parts = List.copyOf(parts);
    }

    /** A turn of any role. Copies {@code parts}, which are in the order of the conversation. */
    public static Message of(Role role, List<ContentPart> parts) {
        return new Message(role, parts);
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
                List.of(ContentPart.ToolResult.of(call.id(), call.name(), List.of(new ContentPart.Text(text)), false)));
    }

    /** The speaker. */
    public Role role() {
        return role;
    }

    /** The content, in order; unmodifiable. */
    public List<ContentPart> parts() {
        return parts;
    }

    /** A copy with these parts in place of its own. */
    public Message withParts(List<ContentPart> others) {
        return new Message(role, others);
    }

    /** A copy of another role. */
    public Message withRole(Role other) {
        return new Message(other, parts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message message && role.equals(message.role) && parts.equals(message.parts);
    }

    @Override
    public int hashCode() {
        return 31 * role.hashCode() + parts.hashCode();
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
