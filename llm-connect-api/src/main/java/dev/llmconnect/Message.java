package dev.llmconnect;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One turn of a conversation. Immutable and thread-safe, with value equality. */
public final class Message {
    private final Role role;
    private final List<ContentPart> parts;
    private final @Nullable String rawWire;
    private final List<Object> raw;

    private Message(Role role, List<ContentPart> parts) {
        this(role, List.copyOf(parts), null, List.of());
    }

    private Message(Role role, List<ContentPart> parts, @Nullable String rawWire, List<Object> raw) {
        this.role = Objects.requireNonNull(role, "role");
        this.parts = parts;
        this.rawWire = rawWire;
        this.raw = raw;
    }

    /**
     * Creates a message with any role.
     *
     * @param parts content in order; copied
     */
    public static Message of(Role role, List<ContentPart> parts) {
        return new Message(role, parts);
    }

    /** Creates a message with system instructions. */
    public static Message system(String text) {
        return new Message(Role.SYSTEM, List.of(new ContentPart.Text(text)));
    }

    /** Creates a user message. */
    public static Message user(String text) {
        return new Message(Role.USER, List.of(new ContentPart.Text(text)));
    }

    /** Creates a user message with images or documents. */
    public static Message user(List<ContentPart> parts) {
        return new Message(Role.USER, parts);
    }

    /** Creates an assistant message. */
    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, List.of(new ContentPart.Text(text)));
    }

    /** Creates an assistant message with tool calls and reasoning. */
    public static Message assistant(List<ContentPart> parts) {
        return new Message(Role.ASSISTANT, parts);
    }

    /** Creates a message with the result of a tool call. */
    public static Message toolResult(ToolCall call, String text) {
        return new Message(
                Role.TOOL,
                List.of(ContentPart.ToolResult.of(call.id(), call.name(), List.of(new ContentPart.Text(text)), false)));
    }

    /** Role of the speaker. */
    public Role role() {
        return role;
    }

    /** Content in order; unmodifiable. */
    public List<ContentPart> parts() {
        return parts;
    }

    /**
     * Returns a copy that remembers the JSON values it was read from, which adapters of the same wire format send unchanged. A copy
     * with other parts or another role forgets them. They do not affect equality.
     *
     * @param wire name of the format, see {@link WireFormat}
     * @param values elements of the format's list of messages; not copied. Empty if the format has a separate field for the message
     */
    public Message withRaw(String wire, List<?> values) {
        return new Message(role, parts, wire, Collections.unmodifiableList(values));
    }

    /** JSON values this message was read from; empty if it was not read from this wire format or was changed since. */
    public Optional<List<Object>> raw(String wire) {
        return wire.equals(rawWire) ? Optional.of(raw) : Optional.empty();
    }

    /** Returns a copy with these parts. */
    public Message withParts(List<ContentPart> value) {
        return new Message(role, value);
    }

    /** Returns a copy with this role. */
    public Message withRole(Role value) {
        return new Message(value, parts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message message && role.equals(message.role) && parts.equals(message.parts);
    }

    @Override
    public int hashCode() {
        return 31 * role.hashCode() + parts.hashCode();
    }

    /** Returns the role and the kinds of parts, never their content. */
    @Override
    public String toString() {
        return "Message[" + role + ", " + parts + "]";
    }

    /** Text of the message, without reasoning. */
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
