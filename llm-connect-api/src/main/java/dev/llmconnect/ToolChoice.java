package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/**
 * Whether the model may, must or must not call a tool.
 *
 * @param mode {@code auto}, {@code none}, {@code required}, or {@code tool}
 * @param toolName the tool that must be called when the mode is {@code tool}
 */
public record ToolChoice(String mode, @Nullable String toolName) {
    /** The model decides; what every provider does when nothing is said. */
    public static final ToolChoice AUTO = new ToolChoice("auto", null);
    /** No tool is called. */
    public static final ToolChoice NONE = new ToolChoice("none", null);
    /** Some tool is called. */
    public static final ToolChoice REQUIRED = new ToolChoice("required", null);

    /** This tool is called. */
    public static ToolChoice tool(String name) {
        return new ToolChoice("tool", name);
    }
}
