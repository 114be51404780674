package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.StreamingBody;
import dev.llmconnect.server.internal.http.ErrorResponse;
import dev.llmconnect.server.internal.http.ServerSentEvent;
import java.util.Map;

/** The events of a streaming {@code /execute} (the wire contract, section 7): deltas, then exactly one {@code done} or {@code error}. */
final class ExecuteStream implements StreamingBody {
    private final HttpRequest request;
    private final LLMRequest call;

    ExecuteStream(HttpRequest request, LLMRequest call) {
        this.request = request;
        this.call = call;
    }

    @Override
    public void writeTo(HttpOutput out) {
        try (LLMStream answer = request.adapter().stream(call)) {
            answer.forEach(event -> write(event, out));
            out.write(ServerSentEvent.bytes("done", answer.response().toMap()));
        }
    }

    @Override
    public byte[] failure(LLMException failure) {
        return ServerSentEvent.bytes("error", ErrorResponse.tree(failure, request.id()));
    }

    @Override
    public boolean endsCleanlyAfterFailure() {
        return true;
    }

    /** Refusals and tool calls are complete in the {@code done} event; the contract has no deltas for them. */
    private static void write(StreamEvent event, HttpOutput out) {
        if (event instanceof StreamEvent.Text text) {
            out.write(ServerSentEvent.bytes("delta", Map.of("content", text.text())));
        } else if (event instanceof StreamEvent.Reasoning reasoning) {
            out.write(ServerSentEvent.bytes("delta", Map.of("reasoning", reasoning.text())));
        }
    }
}
