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
 * A stream of a provider that sends server-sent events. A subclass says what each event means, and assembles the answer; the
 * deadline, the caller who leaves, a body that is cut off and one that never ends are seen to here.
 */
public abstract class SseStream extends AbstractLLMStream {
    /** The largest body that is read, 64 MiB. */
    private static final long MAX_BODY_BYTES = 64L << 20;

    private final CallGuard guard;
    private final SseReader reader;
    private final Deque<StreamEvent> ready = new ArrayDeque<>();
    private boolean complete;

    /**
     * Reads a body that has been opened.
     *
     * @param guard watches over the call; closed with this stream
     */
    protected SseStream(CallGuard guard, InputStream body) {
        this.guard = guard;
        this.reader = new SseReader(guard.watch(body, MAX_BODY_BYTES));
    }

    /**
     * Takes the next event.
     *
     * @param events takes what the caller shall see of it
     * @return whether the provider has said with it that the answer is complete
     * @throws LLMException when the event tells of a failure
     * @throws RuntimeException when the event cannot be read: the call then fails as {@link FailureReason#MALFORMED}
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
        return event.orElseThrow(() -> guard.failure(new IOException("it ended without saying that it is complete")));
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
