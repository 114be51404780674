package dev.llmconnect.tools;

import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ToolCall;
import java.time.Duration;

/**
 * Is told each step of a {@link ToolRunner}'s loop. Every method does nothing by default. An observer that throws is logged and changes
 * nothing. Turns count from 1. The tools of one turn may be told from several threads at once; a {@link dev.llmconnect.CallObserver} is
 * told of the calls to the model.
 */
public interface ToolObserver {
    /** Observes nothing. */
    ToolObserver NONE = new ToolObserver() {};

    /** The model is asked. */
    default void turnStarted(int turn, LLMRequest request) {}

    /** The model has answered. */
    default void turnEnded(int turn, LLMResponse response) {}

    /** A tool is about to run. */
    default void toolStarted(int turn, ToolCall call) {}

    /**
     * A tool has run, failed, was denied, or took too long.
     *
     * @param result what the model is told
     * @param time how long it ran; zero when it did not
     */
    default void toolEnded(int turn, ToolCall call, ToolResult result, Duration time) {}
}
