package dev.llmconnect.tools;

import dev.llmconnect.ToolCall;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decision whether a tool call may run. Immutable. */
public final class ToolApproval {
    /** The call may run. */
    public static final ToolApproval ALLOWED = new ToolApproval(null);

    /**
     * Decides on each tool call before it runs, for example by asking a person. Called sequentially on the thread of the loop.
     */
    @FunctionalInterface
    public interface Hook {
        /** Returns whether a call may run. */
        ToolApproval decide(ToolCall call);
    }

    private final @Nullable String denial;

    private ToolApproval(@Nullable String denial) {
        this.denial = denial;
    }

    /**
     * Creates a denial.
     *
     * @param reason reason sent to the model, which continues without the result
     */
    public static ToolApproval denied(String reason) {
        return new ToolApproval(reason);
    }

    /** Reason of the denial; empty if the call may run. */
    public Optional<String> denial() {
        return Optional.ofNullable(denial);
    }

    @Override
    public String toString() {
        return denial == null ? "ToolApproval[allowed]" : "ToolApproval[denied]";
    }
}
