package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.spi.ForwardingAdapter;

/**
 * Buffers a stream until it is complete, so that a failure in the middle precedes the first event and can be retried. The answer
 * is delivered in a few large events; the provider request remains a stream. Thread-safe.
 */
public final class BufferedStreamAdapter extends ForwardingAdapter {
    /** Wraps an adapter. Place retry decorators around this one. */
    public BufferedStreamAdapter(LLMAdapter delegate) {
        super(delegate);
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        try (LLMStream stream = delegate().stream(request)) {
            return LLMStream.of(stream.response());
        }
    }
}
