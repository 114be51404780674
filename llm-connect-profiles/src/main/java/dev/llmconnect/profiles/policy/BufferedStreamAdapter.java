package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.spi.ForwardingAdapter;

/**
 * Holds a stream back until it is whole, so that a cut in its middle comes before the first event and can be retried. The answer then
 * comes in few large events. It still is asked of the provider as a stream. Thread-safe.
 */
public final class BufferedStreamAdapter extends ForwardingAdapter {
    /** Around the adapter whose streams may break; decorators that retry belong around this one. */
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
