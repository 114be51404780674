package dev.llmconnect.server.internal.openai;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.StreamingBody;
import dev.llmconnect.server.internal.call.AnswerFacts;
import dev.llmconnect.server.internal.http.ServerSentEvent;
import java.util.Map;

/** The events of a streaming completion: chunks of text, then {@code [DONE]}; or, when it failed, an error and a broken connection. */
final class CompletionsStream implements StreamingBody {
    private final HttpRequest request;
    private final LLMRequest call;
    private final CompletionsAnswer answer;
    private final boolean includeUsage;

    CompletionsStream(HttpRequest request, LLMRequest call, CompletionsAnswer answer, boolean includeUsage) {
        this.request = request;
        this.call = call;
        this.answer = answer;
        this.includeUsage = includeUsage;
    }

    @Override
    public void writeTo(HttpOutput out) {
        try (LLMStream stream = request.adapter().stream(call)) {
            for (StreamEvent event : stream) {
                if (event instanceof StreamEvent.Start start) {
                    answer.model(start.soFar().model());
                } else if (event instanceof StreamEvent.Text text) {
                    out.write(ServerSentEvent.bytes(answer.piece(text.text(), null)));
                } else if (event instanceof StreamEvent.Refusal refusal) {
                    out.write(ServerSentEvent.bytes(answer.piece(refusal.text(), null)));
                }
            }
            LLMResponse whole = stream.response();
            answer.model(whole.model());
            Map<String, Object> last = answer.piece("", whole.finishReason().value());
            last.put(AnswerFacts.FIELD, ChatAnswer.facts(whole));
            out.write(ServerSentEvent.bytes(last));
            if (includeUsage) {
                out.write(ServerSentEvent.bytes(answer.usageChunk(whole)));
            }
            out.write(ServerSentEvent.ofText("[DONE]"));
        }
    }

    /** Some clients overlook the error, so the connection breaks after it: {@link #endsCleanlyAfterFailure} stays {@code false}. */
    @Override
    public byte[] failure(LLMException failure) {
        return ServerSentEvent.bytes(OpenAIErrors.OF_PROMPT.tree(failure, request.id()));
    }
}
