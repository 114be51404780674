package dev.llmconnect;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the model may, must or must not call a tool. Immutable and thread-safe, with value equality. */
public final class ToolChoice {
    /** The model decides; the default of every provider. */
    public static final ToolChoice AUTO = ofMode("auto");
    /** The model must not call a tool. */
    public static final ToolChoice NONE = ofMode("none");
    /** The model must call at least one tool. */
    public static final ToolChoice REQUIRED = ofMode("required");

    private final String mode;
    private final @Nullable String toolName;

    private ToolChoice(String mode, @Nullable String toolName) {
        this.mode = Objects.requireNonNull(mode, "mode");
        this.toolName = toolName;
    }

    /** The model must call the tool with this name. */
    public static ToolChoice tool(String name) {
        return new ToolChoice("tool", Objects.requireNonNull(name, "name"));
    }

    /** Returns the choice of a mode, including modes unknown to this version, which providers without support refuse. */
    public static ToolChoice ofMode(String mode) {
        return new ToolChoice(mode, null);
    }

    /** {@code auto}, {@code none}, {@code required} or {@code tool}. */
    public String mode() {
        return mode;
    }

    /** Name of the required tool; empty unless the mode is {@code tool}. */
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
