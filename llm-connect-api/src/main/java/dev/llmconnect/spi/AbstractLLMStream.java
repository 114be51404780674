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
 * Base class of provider streams. Subclasses return the next event, assemble the answer and release resources; this class
 * enforces single use, closes once, fails once, and joins surrogate pairs split across deltas.
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
     * Returns the next event, blocking until it is available, or {@code null} when the provider has signaled the end of the
     * answer.
     *
     * @throws LLMException if the provider fails or the stream ends prematurely
     */
    protected abstract @Nullable StreamEvent next();

    /** Returns the complete answer. Called once, after {@link #next()} returns {@code null}. */
    protected abstract LLMResponse assemble();

    /** Releases the connection. Called once, from any thread, at the end of the stream or when it is closed earlier. */
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

    /** Whether the stream has been closed or has ended. */
    protected final boolean isClosed() {
        return closed.get();
    }

    /** Pulls one event into {@link #ahead}, or the response if there is none. */
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
