package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.UnaryOperator;

/**
 * A stream whose first event is known, so that it is known to be an answer and not an error. Closed by its reader, and from the moment
 * it is opened by the client's leaving.
 */
public final class OpenStream implements AutoCloseable {
    private final LLMStream stream;
    private final Iterator<StreamEvent> events;
    private final UnaryOperator<LLMResponse> complete;
    private final Cancellation.Registration clientGone;

    private OpenStream(
            LLMStream stream,
            Iterator<StreamEvent> events,
            Cancellation.Registration clientGone,
            UnaryOperator<LLMResponse> complete) {
        this.stream = stream;
        this.events = events;
        this.clientGone = clientGone;
        this.complete = complete;
    }

    /**
     * Waits for the first event, or for the end of a stream without any.
     *
     * @throws LLMException when the call fails before it
     */
    static OpenStream await(LLMStream stream, Cancellation cancellation, UnaryOperator<LLMResponse> complete) {
        Cancellation.Registration clientGone = cancellation.onCancel(stream::close);
        try {
            Iterator<StreamEvent> events = stream.iterator();
            return events.hasNext()
                    ? new OpenStream(stream, events, clientGone, complete)
                    : new OpenStream(stream, Collections.emptyIterator(), clientGone, complete);
        } catch (Throwable e) {
            clientGone.close();
            stream.close();
            throw e;
        }
    }

    /** The events; the first one is known. */
    public Iterator<StreamEvent> events() {
        return events;
    }

    /** The whole answer, after the last event. */
    public LLMResponse response() {
        return complete.apply(stream.response());
    }

    @Override
    public void close() {
        clientGone.close();
        stream.close();
    }
}
