package dev.llmconnect.server.internal.call;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.Iterator;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream that is closed when its call is cancelled, also while its first event is awaited. Whichever thread closes it, another one's
 * {@link #close()} returns when it is closed and its attempts have ended, so that the call is reported with them.
 */
final class RequestStream implements LLMStream {
    private final LLMStream delegate;
    private final ServerCall call;
    private final Lock closing = new ReentrantLock();
    private final Cancellation.Registration cancelled;

    RequestStream(LLMStream delegate, ServerCall call) {
        this.delegate = delegate;
        this.call = call;
        this.cancelled = call.context().cancellation().onCancel(this::closeDelegate);
    }

    @Override
    public Iterator<StreamEvent> iterator() {
        return delegate.iterator();
    }

    @Override
    public LLMResponse response() {
        LLMResponse whole = delegate.response();
        call.answered(whole);
        return whole;
    }

    @Override
    public void close() {
        cancelled.close();
        closeDelegate();
    }

    private void closeDelegate() {
        closing.lock();
        try {
            delegate.close();
        } finally {
            closing.unlock();
        }
    }
}
