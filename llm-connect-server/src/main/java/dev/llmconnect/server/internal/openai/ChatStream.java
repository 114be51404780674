package dev.llmconnect.server.internal.openai;

import dev.llmconnect.StreamEvent;
import dev.llmconnect.server.internal.endpoint.OpenStream;
import dev.llmconnect.server.internal.endpoint.ServerSentEvent;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.ResponseStream;
import dev.llmconnect.server.internal.http.StreamBody;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The events of a streaming chat completion: chunks, then {@code [DONE]}; or, when it failed, an error and nothing after it. */
final class ChatStream implements StreamBody {
    private final Request request;
    private final OpenStream answer;
    private final ChatChunks chunks;

    ChatStream(Request request, OpenStream answer, ChatChunks chunks) {
        this.request = request;
        this.answer = answer;
        this.chunks = chunks;
    }

    @Override
    public void writeTo(ResponseStream out) {
        try (answer) {
            out.write(last(out));
        }
    }

    private byte[] last(ResponseStream out) {
        try {
            Iterator<StreamEvent> events = answer.events();
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
            return ServerSentEvent.ofText("[DONE]");
        } catch (RuntimeException e) {
            return ServerSentEvent.bytes(OpenAIErrors.INSTANCE.tree(request.failure(e), request.id()));
        }
    }

    private static @Nullable StreamEvent next(Iterator<StreamEvent> events) {
        return events.hasNext() ? events.next() : null;
    }
}
