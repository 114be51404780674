package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.StreamEvent;
import dev.llmconnect.server.internal.http.ErrorResponse;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.ResponseStream;
import dev.llmconnect.server.internal.http.StreamBody;
import java.util.Map;

/** The events of a streaming {@code /execute} (the wire contract, section 7): deltas, then exactly one {@code done} or {@code error}. */
final class ExecuteStream implements StreamBody {
    private final Request request;
    private final OpenStream answer;

    ExecuteStream(Request request, OpenStream answer) {
        this.request = request;
        this.answer = answer;
    }

    @Override
    public void writeTo(ResponseStream out) {
        try (answer) {
            out.write(last(out));
        }
    }

    private byte[] last(ResponseStream out) {
        try {
            while (answer.events().hasNext()) {
                write(answer.events().next(), out);
            }
            return ServerSentEvent.bytes("done", answer.response().toMap());
        } catch (RuntimeException e) {
            return ServerSentEvent.bytes("error", ErrorResponse.tree(request.failure(e), request.id()));
        }
    }

    /** Refusals and tool calls are whole in the {@code done} event; the contract has no deltas for them. */
    private static void write(StreamEvent event, ResponseStream out) {
        if (event instanceof StreamEvent.Text text) {
            out.write(ServerSentEvent.bytes("delta", Map.of("content", text.text())));
        } else if (event instanceof StreamEvent.Reasoning reasoning) {
            out.write(ServerSentEvent.bytes("delta", Map.of("reasoning", reasoning.text())));
        }
    }
}
