package dev.llmconnect;

import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Streaming answer. Events are pulled; each pull blocks until the next event is available. Single use and confined to one thread,
 * except that {@link #close()} may be called from any thread and cancels the provider call.
 *
 * <pre>{@code
 * try (LLMStream stream = adapter.stream(LLMRequest.of("Hello"))) {
 *     for (StreamEvent event : stream) { … }
 *     LLMResponse whole = stream.response();
 * }
 * }</pre>
 *
 * <p>If the stream ends prematurely, the iterator throws an {@link LLMException}; a truncated answer is never reported as
 * complete.
 */
public interface LLMStream extends Iterable<StreamEvent>, AutoCloseable {
    /**
     * Returns the events; callable once.
     *
     * @throws IllegalStateException on a second invocation
     */
    @Override
    Iterator<StreamEvent> iterator();

    /**
     * Returns the complete answer, equal to the result of {@link LLMAdapter#execute(LLMRequest)}. Pulls remaining events first.
     *
     * @throws LLMException if the stream fails
     */
    LLMResponse response();

    /**
     * Reads the stream to its end, passing each text delta to the reader, and closes it.
     *
     * @return the complete answer
     * @throws LLMException if the stream fails
     */
    default LLMResponse forEachText(Consumer<String> reader) {
        try (LLMStream self = this) {
            for (StreamEvent event : self) {
                if (event instanceof StreamEvent.Text text) {
                    reader.accept(text.text());
                }
            }
            return self.response();
        }
    }

    /** Cancels the provider call if it is still running. Idempotent; throws nothing. */
    @Override
    void close();

    /** Returns a stream of a complete answer, with one event each for reasoning, text, refusal and tool calls. */
    static LLMStream of(LLMResponse response) {
        return new WholeResponseStream(response);
    }
}
