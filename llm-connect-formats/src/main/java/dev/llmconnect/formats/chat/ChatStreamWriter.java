package dev.llmconnect.formats.chat;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.endpoint.ByteOutput;
import dev.llmconnect.formats.endpoint.ServerSentEvent;
import dev.llmconnect.formats.endpoint.StreamWriter;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The events of a streaming chat completion: chunks, then {@code [DONE]}; or, when it failed, an error and a broken connection. */
public final class ChatStreamWriter implements StreamWriter {
    private final String requestId;
    private final ChatChunks chunks;

    public ChatStreamWriter(String requestId, ChatChunks chunks) {
        this.requestId = requestId;
        this.chunks = chunks;
    }

    /**
     * Some clients overlook the error and take the end of the stream for the end of the answer, so the connection breaks after it:
     * {@link #endsCleanlyAfterFailure} stays {@code false}.
     */
    @Override
    public byte[] failure(LLMException failure) {
        return ServerSentEvent.bytes(OpenAIError.tree(failure, "messages", requestId));
    }

    @Override
    public void write(LLMStream answer, ByteOutput out) {
        Iterator<StreamEvent> events = answer.iterator();
        StreamEvent event = next(events);
        if (event instanceof StreamEvent.Start start) {
            chunks.start(start.soFar());
            event = next(events);
        }
        out.write(ServerSentEvent.bytes(chunks.role(event)));
        while (event != null) {
            chunks.delta(event).ifPresent(chunk -> out.write(ServerSentEvent.bytes(chunk)));
            event = next(events);
        }
        chunks.end(answer.response()).forEach(chunk -> out.write(ServerSentEvent.bytes(chunk)));
        out.write(ServerSentEvent.ofText("[DONE]"));
    }

    private static @Nullable StreamEvent next(Iterator<StreamEvent> events) {
        return events.hasNext() ? events.next() : null;
    }
}
