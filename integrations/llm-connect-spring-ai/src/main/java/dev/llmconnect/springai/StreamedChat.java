package dev.llmconnect.springai;

import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.Iterator;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.publisher.SynchronousSink;

/** A stream as elements of a {@code Flux}: one for each piece of text, and one with all the rest. Not thread-safe. */
final class StreamedChat {
    private final LLMStream stream;
    private final Iterator<StreamEvent> events;

    StreamedChat(LLMStream stream) {
        this.stream = stream;
        this.events = stream.iterator();
    }

    StreamedChat next(SynchronousSink<ChatResponse> sink) {
        while (events.hasNext()) {
            if (events.next() instanceof StreamEvent.Text text) {
                sink.next(ChatResponses.piece(text.text()));
                return this;
            }
        }
        sink.next(ChatResponses.end(stream.response()));
        sink.complete();
        return this;
    }

    void close() {
        stream.close();
    }
}
