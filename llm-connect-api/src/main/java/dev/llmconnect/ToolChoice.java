package dev.llmconnect;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the model may, must or must not call a tool. Immutable and thread-safe; equal when mode and tool are. */
public final class ToolChoice {
    /** The model decides, which is what every provider does when nothing is said. */
    public static final ToolChoice AUTO = ofMode("auto");
    /** No tool is called. */
    public static final ToolChoice NONE = ofMode("none");
    /** Some tool is called. */
    public static final ToolChoice REQUIRED = ofMode("required");

    private final String mode;
    private final @Nullable String toolName;

    private ToolChoice(String mode, @Nullable String toolName) {
        this.mode = Objects.requireNonNull(mode, "mode");
        this.toolName = toolName;
    }

    /** The tool of this name is called. */
    public static ToolChoice tool(String name) {
        return new ToolChoice("tool", Objects.requireNonNull(name, "name"));
    }

    /** A mode by its name, also one that this version does not know; a provider that cannot carry it refuses it. */
    public static ToolChoice ofMode(String mode) {
        return new ToolChoice(mode, null);
    }

    /** {@code auto}, {@code none}, {@code required}, or {@code tool}. */
    public String mode() {
        return mode;
    }

    /** The tool that must be called; empty unless the mode is {@code tool}. */
    public Optional<String> toolName() {
        return Optional.ofNullable(toolName);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ToolChoice choice
                && mode.equals(choice.mode)
                && Objects.equals(toolName, choice.toolName);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mode, toolName);
    }

    @Override
    public String toString() {
        return "ToolChoice[" + mode + (toolName == null ? "" : ", " + toolName) + "]";
    }
}
