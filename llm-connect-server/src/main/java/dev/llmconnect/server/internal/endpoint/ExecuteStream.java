package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.endpoint.ServerSentEvent;
import dev.llmconnect.formats.execute.AnswerForm;
import dev.llmconnect.formats.execute.EventForm;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.StreamingBody;
import dev.llmconnect.server.internal.http.ErrorResponse;

/** The events of a streaming {@code /execute} (the wire contract, section 7): deltas, then exactly one {@code done} or {@code error}. */
final class ExecuteStream implements StreamingBody {
    private final HttpRequest request;
    private final LLMRequest call;
    private final boolean withParts;

    /** @param withParts whether the client asks for {@link AnswerForm} and the events of its parts */
    ExecuteStream(HttpRequest request, LLMRequest call, boolean withParts) {
        this.request = request;
        this.call = call;
        this.withParts = withParts;
    }

    @Override
    public void writeTo(HttpOutput out) {
        try (LLMStream answer = request.adapter().stream(call)) {
            answer.forEach(event -> write(event, out));
            LLMResponse whole = answer.response();
            out.write(ServerSentEvent.bytes("done", withParts ? AnswerForm.of(whole) : whole.toMap()));
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

    /** Without parts, refusals and tool calls are complete in the {@code done} event; the contract has no deltas for them. */
    private void write(StreamEvent event, HttpOutput out) {
        if (withParts || EventForm.isForEveryClient(event)) {
            out.write(ServerSentEvent.bytes("delta", EventForm.of(event)));
        }
    }
}
