package dev.llmconnect.server.internal.openai;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.StreamingBody;
import dev.llmconnect.server.internal.http.ServerSentEvent;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The events of a streaming chat completion: chunks, then {@code [DONE]}; or, when it failed, an error and a broken connection. */
final class ChatStream implements StreamingBody {
    private final HttpRequest request;
    private final LLMRequest call;
    private final ChatChunks chunks;

    ChatStream(HttpRequest request, LLMRequest call, ChatChunks chunks) {
        this.request = request;
        this.call = call;
        this.chunks = chunks;
    }

    @Override
    public void writeTo(HttpOutput out) {
        try (LLMStream answer = request.adapter().stream(call)) {
            write(answer, out);
        }
    }

    /**
     * Some clients overlook the error and take the end of the stream for the end of the answer, so the connection breaks after it:
     * {@link #endsCleanlyAfterFailure} stays {@code false}.
     */
    @Override
    public byte[] failure(LLMException failure) {
        return ServerSentEvent.bytes(OpenAIErrors.OF_MESSAGES.tree(failure, request.id()));
    }

    private void write(LLMStream answer, HttpOutput out) {
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
