package dev.llmconnect.server.internal.call;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.formats.endpoint.StreamWriter;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.StreamingBody;

/** The streamed answer to an HTTP request, in the format of its writer. */
public final class AnswerStream implements StreamingBody {
    private final HttpRequest request;
    private final LLMRequest call;
    private final StreamWriter writer;

    /** An answer to come: nobody is asked before the body is written. */
    public AnswerStream(HttpRequest request, LLMRequest call, StreamWriter writer) {
        this.request = request;
        this.call = call;
        this.writer = writer;
    }

    @Override
    public void writeTo(HttpOutput out) {
        try (LLMStream answer = request.adapter().stream(call)) {
            writer.write(answer, out::write);
        }
    }

    @Override
    public byte[] ping() {
        return writer.ping();
    }

    @Override
    public byte[] failure(LLMException failure) {
        return writer.failure(failure);
    }

    @Override
    public boolean endsCleanlyAfterFailure() {
        return writer.endsCleanlyAfterFailure();
    }
}
