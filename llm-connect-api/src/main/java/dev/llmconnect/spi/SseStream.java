package dev.llmconnect.spi;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.StreamEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Base class of streams that are received as server-sent events. Subclasses interpret each event and assemble the answer; this
 * class handles deadline, cancellation, truncated bodies and bodies that never end.
 */
public abstract class SseStream extends AbstractLLMStream {
    /** Maximum size of a body: 64 MiB. */
    private static final long MAX_BODY_BYTES = 64L << 20;

    private final CallGuard guard;
    private final SseReader reader;
    private final Deque<StreamEvent> ready = new ArrayDeque<>();
    private boolean complete;

    /**
     * Creates a stream of an open body.
     *
     * @param guard guard of the call; closed with this stream
     */
    protected SseStream(CallGuard guard, InputStream body) {
        this.guard = guard;
        this.reader = new SseReader(guard.watch(body, MAX_BODY_BYTES));
    }

    /**
     * Handles the next event.
     *
     * @param events receives the resulting stream events
     * @return whether the event completes the answer
     * @throws LLMException if the event reports a failure
     * @throws RuntimeException if the event cannot be parsed; the call then fails with {@link FailureReason#MALFORMED}
     */
    protected abstract boolean accept(SseEvent event, Consumer<StreamEvent> events);

    @Override
    protected final @Nullable StreamEvent next() {
        while (ready.isEmpty() && !complete) {
            complete = accept(read());
        }
        return ready.poll();
    }

    private SseEvent read() {
        Optional<SseEvent> event;
        try {
            event = reader.next();
        } catch (IOException e) {
            throw guard.failure(e);
        }
        return event.orElseThrow(() -> guard.failure(new IOException("it ended without an end marker")));
    }

    private boolean accept(SseEvent event) {
        try {
            return accept(event, ready::add);
        } catch (LLMException e) {
            throw e;
        } catch (RuntimeException e) {
            throw guard.failure(FailureReason.MALFORMED, e);
        }
    }

    @Override
    protected final void release() {
        guard.close();
    }
}
