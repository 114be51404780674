package dev.llmconnect.spi;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A stream around another, for decorators: everything goes to the other until a method is overridden. */
public class ForwardingStream extends AbstractLLMStream {
    private final LLMStream stream;
    private final Iterator<StreamEvent> events;
    private final Deque<StreamEvent> held = new ArrayDeque<>(0);
    private boolean ended;

    /**
     * Wraps another stream, which nobody else reads.
     *
     * @param stream closed with this one
     */
    public ForwardingStream(LLMStream stream) {
        this.stream = stream;
        this.events = stream.iterator();
    }

    /**
     * Blocks until the other stream has a first token or a whole answer, so that a failure before it can still be dealt with. Closes both
     * when it fails.
     *
     * @throws LLMException when the other stream fails before its first token
     */
    public static LLMStream begun(ForwardingStream stream) {
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
