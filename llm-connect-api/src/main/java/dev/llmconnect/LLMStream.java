package dev.llmconnect;

import java.util.Iterator;

/**
 * An answer as it is being made: pulled event by event, blocking until the next one is there. To be used by one thread, once;
 * {@link #close()} may be called from any thread and cancels the call to the provider.
 *
 * <pre>{@code
 * try (LLMStream stream = adapter.stream(LLMRequest.of("Hello"))) {
 *     for (StreamEvent event : stream) { … }
 *     LLMResponse whole = stream.response();
 * }
 * }</pre>
 *
 * <p>A stream that ends before the provider said that it ended throws an {@link LLMException} from the iterator; it is never a
 * short success.
 */
public interface LLMStream extends Iterable<StreamEvent>, AutoCloseable {
    /**
     * The events, once.
     *
     * @throws IllegalStateException when asked for a second time
     */
    @Override
    Iterator<StreamEvent> iterator();

    /**
     * The assembled answer, equal to what {@link LLMAdapter#execute(LLMRequest)} would have returned. Events that were not pulled
     * are pulled first.
     *
     * @throws LLMException when the stream failed
     */
    LLMResponse response();

    /** Ends the call to the provider, if it still runs. Idempotent; throws nothing. */
    @Override
    void close();

    /** A stream of an answer that is there already: its reasoning, its text, its refusal, its tool calls, each as one event. */
    static LLMStream of(LLMResponse response) {
        return new WholeResponseStream(response);
    }
}
