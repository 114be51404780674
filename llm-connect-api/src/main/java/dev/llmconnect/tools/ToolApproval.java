package dev.llmconnect.tools;

import dev.llmconnect.ToolCall;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a tool may run. Immutable. */
public final class ToolApproval {
    /** It may. */
    public static final ToolApproval ALLOWED = new ToolApproval(null);

    /** Decides on each call before it runs; may ask a person. Called on the thread of the loop, one call after the other. */
    @FunctionalInterface
    public interface Hook {
        /** Whether this call may run. */
        ToolApproval decide(ToolCall call);
    }

    private final @Nullable String denial;

    private ToolApproval(@Nullable String denial) {
        this.denial = denial;
    }

    /**
     * It may not.
     *
     * @param reason told to the model, which goes on without the result
     */
    public static ToolApproval denied(String reason) {
        return new ToolApproval(reason);
    }

    /** The reason why it may not; empty when it may. */
    public Optional<String> denial() {
        return Optional.ofNullable(denial);
    }

    @Override
    public String toString() {
        return denial == null ? "ToolApproval[allowed]" : "ToolApproval[denied]";
    }
}
