package dev.llmconnect.profiles;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.Iterator;
import java.util.function.UnaryOperator;

/** Stream that adds metadata to its answer. */
final class ProfileStream implements LLMStream {
    private final LLMStream stream;
    private final UnaryOperator<LLMResponse> complete;

    ProfileStream(LLMStream stream, UnaryOperator<LLMResponse> complete) {
        this.stream = stream;
        this.complete = complete;
    }

    @Override
    public Iterator<StreamEvent> iterator() {
        return stream.iterator();
    }

    @Override
    public LLMResponse response() {
        return complete.apply(stream.response());
    }

    @Override
    public void close() {
        stream.close();
    }
}
