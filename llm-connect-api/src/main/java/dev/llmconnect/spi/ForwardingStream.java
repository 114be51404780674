package dev.llmconnect.spi;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A stream around another, for decorators: everything goes to the other until a method is overridden. */
public class ForwardingStream extends AbstractLLMStream {
    private final LLMStream stream;
    private final Iterator<StreamEvent> events;
    private boolean empty;

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
     * Blocks until the other stream has a first event or a whole answer, so that a failure before it can still be dealt with. Closes both
     * when it fails.
     *
     * @throws LLMException when the other stream fails before its first event
     */
    public static LLMStream begun(ForwardingStream stream) {
        try {
            stream.empty = !stream.events.hasNext();
            return stream;
        } catch (RuntimeException | Error e) {
            stream.close();
            throw e;
        }
    }

    @Override
    protected @Nullable StreamEvent next() {
        return !empty && events.hasNext() ? events.next() : null;
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
