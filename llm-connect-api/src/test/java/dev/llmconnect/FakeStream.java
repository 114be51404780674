package dev.llmconnect;

import dev.llmconnect.spi.AbstractLLMStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Gives events that it was given, and counts how many were read and whether it was closed. */
public final class FakeStream extends AbstractLLMStream {
    public final AtomicInteger read = new AtomicInteger();
    public final AtomicInteger released = new AtomicInteger();
    private final Iterator<StreamEvent> events;
    private final LLMResponse whole;

    public FakeStream(List<StreamEvent> events, LLMResponse whole) {
        this.events = events.iterator();
        this.whole = whole;
    }

    @Override
    protected @Nullable StreamEvent next() {
        if (!events.hasNext()) {
            return null;
        }
        read.incrementAndGet();
        return events.next();
    }

    @Override
    protected LLMResponse assemble() {
        return whole;
    }

    @Override
    protected void release() {
        released.incrementAndGet();
    }
}
