package dev.llmconnect.spi;

import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stream that a provider implements with three methods: give the next event, assemble the answer, release what is held. Single
 * use, closing and failing once are seen to here; and a character whose halves come in two deltas is put into one.
 */
public abstract class AbstractLLMStream implements LLMStream {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final SurrogatePairs pairs = new SurrogatePairs();
    private final Deque<StreamEvent> ready = new ArrayDeque<>(2);
    private boolean exhausted;
    private boolean iterated;
    private @Nullable StreamEvent ahead;
    private @Nullable LLMException failure;
    private @Nullable LLMResponse response;

    /** For subclasses. */
    protected AbstractLLMStream() {}

    /**
     * The next event, blocking until it is there; {@code null} once the provider has said that the answer is complete.
     *
     * @throws LLMException when the provider failed, or the stream ended before its end
     */
    protected abstract @Nullable StreamEvent next();

    /** The whole answer; called once, after {@link #next()} gave {@code null}. */
    protected abstract LLMResponse assemble();

    /** Lets go of the connection; called once, from any thread, at the end or when the stream is closed before it. */
    protected abstract void release();

    @Override
    public final Iterator<StreamEvent> iterator() {
        if (iterated) {
            throw new IllegalStateException("a stream can be read only once");
        }
        iterated = true;
        return new Events();
    }

    @Override
    public final LLMResponse response() {
        while (response == null) {
            ahead = null;
            advance();
        }
        return response;
    }

    @Override
    public final void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }

    /** Whether the stream has been closed, by its reader or because it ended. */
    protected final boolean isClosed() {
        return closed.get();
    }

    /** Pulls one event into {@link #ahead}, or the response when there is none. */
    private void advance() {
        if (failure != null) {
            throw failure;
        }
        if (closed.get()) {
            throw new LLMCancelledException("the stream was closed before its end");
        }
        try {
            ahead = nextWhole();
            if (ahead == null) {
                response = assemble();
                close();
            }
        } catch (LLMException e) {
            failure = e;
            close();
            throw e;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private @Nullable StreamEvent nextWhole() {
        while (ready.isEmpty() && !exhausted) {
            StreamEvent event = next();
            if (event == null) {
                exhausted = true;
                pairs.finish(ready);
            } else if (pairs.passes(event)) {
                return event;
            } else {
                pairs.accept(event, ready);
            }
        }
        return ready.poll();
    }

    private final class Events implements Iterator<StreamEvent> {
        @Override
        public boolean hasNext() {
            if (ahead == null && response == null) {
                advance();
            }
            return ahead != null;
        }

        @Override
        public StreamEvent next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            StreamEvent event = ahead;
            ahead = null;
            if (event == null) {
                throw new NoSuchElementException();
            }
            return event;
        }
    }
}
