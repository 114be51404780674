package dev.llmconnect.server.internal.call;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.Iterator;

/** A stream that is closed when the client leaves, also while its first event is awaited. */
final class RequestStream implements LLMStream {
    private final LLMStream delegate;
    private final ServerCall call;
    private final Cancellation.Registration clientGone;

    RequestStream(LLMStream delegate, ServerCall call) {
        this.delegate = delegate;
        this.call = call;
        this.clientGone = call.context().cancellation().onCancel(delegate::close);
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
        clientGone.close();
        delegate.close();
    }
}
