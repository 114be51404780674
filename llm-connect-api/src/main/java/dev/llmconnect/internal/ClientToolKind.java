package dev.llmconnect.internal;

import dev.llmconnect.ToolCall;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Kinds of tools that the client runs itself, and the items of OpenAI's Responses in which their calls stand. A {@link ToolCall} of
 * another kind than a function has the kind's {@linkplain #type name} as its extra {@value #EXTRA}; one of a namespace has that as its
 * extra {@value #NAMESPACE}.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/responses/create">OpenAI's API reference</a>, 2026.
 */
public enum ClientToolKind {
    /** Takes a JSON object described by a schema. */
    FUNCTION("function", "function_call", "arguments", true),
    /** Takes any text, which a grammar may describe. */
    CUSTOM("custom", "custom_tool_call", "input", true),
    /** Takes one command of a shell. */
    LOCAL_SHELL("local_shell", "local_shell_call", "action", false),
    /** Takes several commands of a shell. */
    SHELL("shell", "shell_call", "action", false),
    /** Takes a change of one file. */
    APPLY_PATCH("apply_patch", "apply_patch_call", "operation", false),
    /** Searches for further tools. Its items are not told by their type from those of a search that the provider runs. */
    TOOL_SEARCH("tool_search", "tool_search_call", "arguments", false);

    /** Extra of a call that names its kind. */
    public static final String EXTRA = "type";
    /** Extra of a call that names its tool's namespace. */
    public static final String NAMESPACE = "namespace";

    private static final String OUTPUT = "_output";

    private final String type;
    private final String item;
    private final String field;
    private final boolean isText;

    ClientToolKind(String type, String item, String field, boolean isText) {
        this.type = type;
        this.item = item;
        this.field = field;
        this.isText = isText;
    }

    /** Returns the kind of a tool with this type; empty for tools that only the provider runs, and for namespaces. */
    public static Optional<ClientToolKind> ofTool(@Nullable Object type) {
        for (ClientToolKind kind : values()) {
            if (kind.type.equals(type)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Returns the kind whose calls stand in items of this type, and in no others; never {@link #TOOL_SEARCH}. */
    public static Optional<ClientToolKind> ofItem(@Nullable Object type) {
        for (ClientToolKind kind : values()) {
            if (kind.item.equals(type) && kind != TOOL_SEARCH) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Returns the kind whose results stand in items of this type. */
    public static Optional<ClientToolKind> ofOutput(@Nullable Object type) {
        return type instanceof String text && text.endsWith(OUTPUT)
                ? ofItem(text.substring(0, text.length() - OUTPUT.length()))
                : Optional.empty();
    }

    /** Returns the kind of the tool that is called. */
    public static ClientToolKind of(ToolCall call) {
        return ofTool(call.extras().get(EXTRA)).orElse(FUNCTION);
    }

    /** Type of the tool. */
    public String type() {
        return type;
    }

    /** Type of the item with a call. */
    public String item() {
        return item;
    }

    /** Field of the item that holds what the tool is given. */
    public String field() {
        return field;
    }

    /** Whether that field is a string, and not an object; only then the item names the tool. */
    public boolean isText() {
        return isText;
    }
}
