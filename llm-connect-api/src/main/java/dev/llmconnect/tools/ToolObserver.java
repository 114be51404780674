package dev.llmconnect.tools;

import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ToolCall;
import java.time.Duration;

/**
 * Receives the steps of a {@link ToolRunner}'s loop. All methods default to no-ops; exceptions are logged and have no effect.
 * Turns are numbered from 1. Events of the tools of one turn may arrive from several threads concurrently; a
 * {@link dev.llmconnect.CallObserver} receives the model calls.
 */
public interface ToolObserver {
    /** An observer that ignores every event. */
    ToolObserver NONE = new ToolObserver() {};

    /** Called when a model call starts. */
    default void turnStarted(int turn, LLMRequest request) {}

    /** Called when a model call ends. */
    default void turnEnded(int turn, LLMResponse response) {}

    /** Called when a tool starts. */
    default void toolStarted(int turn, ToolCall call) {}

    /**
     * Called when a tool ends, fails, is denied or times out.
     *
     * @param result result sent to the model
     * @param time duration of the tool; zero if it did not run
     */
    default void toolEnded(int turn, ToolCall call, ToolResult result, Duration time) {}
}
