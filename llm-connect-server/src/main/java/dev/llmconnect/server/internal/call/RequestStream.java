package dev.llmconnect.server.internal.call;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.Iterator;
import java.util.function.UnaryOperator;

/** A stream that is closed when the client leaves, also while its first event is awaited. */
final class RequestStream implements LLMStream {
    private final LLMStream delegate;
    private final UnaryOperator<LLMResponse> complete;
    private final Cancellation.Registration clientGone;

    RequestStream(LLMStream delegate, Cancellation cancellation, UnaryOperator<LLMResponse> complete) {
        this.delegate = delegate;
        this.complete = complete;
        this.clientGone = cancellation.onCancel(delegate::close);
    }

    @Override
    public Iterator<StreamEvent> iterator() {
        return delegate.iterator();
    }

    @Override
    public LLMResponse response() {
        return complete.apply(delegate.response());
    }

    @Override
    public void close() {
        clientGone.close();
        delegate.close();
    }
}
