package dev.llmconnect.spi;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Base class of stream decorators: forwards to a delegate. */
public class ForwardingStream extends AbstractLLMStream {
    private final LLMStream stream;
    private final Iterator<StreamEvent> events;
    private final Deque<StreamEvent> held = new ArrayDeque<>(0);
    private boolean ended;

    /**
     * Wraps a stream.
     *
     * @param stream stream with no other reader; closed with this one
     */
    public ForwardingStream(LLMStream stream) {
        this.stream = stream;
        this.events = stream.iterator();
    }

    /**
     * Blocks until the delegate has a first token or a complete answer, so that an earlier failure can still be handled. Closes
     * both if that fails.
     *
     * @throws LLMException if the delegate fails before its first token
     */
    public static LLMStream awaitFirstToken(ForwardingStream stream) {
        try {
            stream.pull();
            return stream;
        } catch (RuntimeException | Error e) {
            stream.close();
            throw e;
        }
    }

    private void pull() {
        while (!ended) {
            ended = !events.hasNext();
            if (!ended) {
                StreamEvent event = events.next();
                held.add(event);
                if (event.isToken()) {
                    return;
                }
            }
        }
    }

    @Override
    protected @Nullable StreamEvent next() {
        if (!held.isEmpty()) {
            return held.poll();
        }
        return !ended && events.hasNext() ? events.next() : null;
    }

    @Override
    protected LLMResponse assemble() {
        return stream.response();
    }

    @Override
    protected void release() {
        stream.close();
    }
}
