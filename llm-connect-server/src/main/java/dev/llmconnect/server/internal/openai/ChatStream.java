package dev.llmconnect.server.internal.openai;

import dev.llmconnect.LLMException;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.server.internal.endpoint.OpenStream;
import dev.llmconnect.server.internal.endpoint.ServerSentEvent;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.ResponseStream;
import dev.llmconnect.server.internal.http.StreamBody;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The events of a streaming chat completion: chunks, then {@code [DONE]}; or, when it failed, an error and a broken connection. */
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
            write(out);
        } catch (RuntimeException e) {
            LLMException failure = request.failure(e);
            out.write(ServerSentEvent.bytes(OpenAIErrors.OF_MESSAGES.tree(failure, request.id())));
            // Some clients overlook the error and take the end of the stream for the end of the answer: it must be no
            // clean end.
            throw failure;
        }
    }

    private void write(ResponseStream out) {
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
        out.write(ServerSentEvent.ofText("[DONE]"));
    }

    private static @Nullable StreamEvent next(Iterator<StreamEvent> events) {
        return events.hasNext() ? events.next() : null;
    }
}
