package dev.llmconnect.formats.chat;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.endpoint.ByteOutput;
import dev.llmconnect.formats.endpoint.ServerSentEvent;
import dev.llmconnect.formats.endpoint.StreamWriter;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of a streaming chat completion: chunks, then {@code [DONE]}; or, when it failed, an error and a broken connection. */
public final class ChatStreamWriter implements StreamWriter {
    private final String requestId;
    private final ChatChunks chunks;
    private final boolean isLegacy;

    /** @param isLegacy whether the client knows functions only, and no tools */
    public ChatStreamWriter(String requestId, ChatChunks chunks, boolean isLegacy) {
        this.requestId = requestId;
        this.chunks = chunks;
        this.isLegacy = isLegacy;
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
        write(chunks.role(event), out);
        while (event != null) {
            chunks.delta(event).ifPresent(chunk -> write(chunk, out));
            event = next(events);
        }
        LLMResponse whole = answer.response();
        for (Map<String, Object> chunk : chunks.end(whole)) {
            if (isLegacy) {
                chunk.computeIfPresent(AnswerFacts.FIELD, (name, facts) -> LegacyFunctions.facts(whole));
            }
            write(chunk, out);
        }
        out.write(ServerSentEvent.ofText("[DONE]"));
    }

    private void write(Map<String, Object> chunk, ByteOutput out) {
        out.write(ServerSentEvent.bytes(isLegacy ? LegacyFunctions.answer(chunk) : chunk));
    }

    /** The next event that says something to a client of this format. */
    private static @Nullable StreamEvent next(Iterator<StreamEvent> events) {
        while (events.hasNext()) {
            StreamEvent event = events.next();
            if (!(event instanceof StreamEvent.PartStart)) {
                return event;
            }
        }
        return null;
    }
}
