package dev.llmconnect.formats.chat;

import dev.llmconnect.Choice;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.endpoint.ByteOutput;
import dev.llmconnect.formats.endpoint.ServerSentEvent;
import dev.llmconnect.formats.endpoint.StreamWriter;
import java.util.List;
import java.util.Map;

/** The events of a streaming completion: chunks of text, those of further choices, then {@code [DONE]}; or, when it failed, an error and a broken connection. */
public final class CompletionsStreamWriter implements StreamWriter {
    private final String requestId;
    private final CompletionsAnswer answer;
    private final boolean includeUsage;

    public CompletionsStreamWriter(String requestId, CompletionsAnswer answer, boolean includeUsage) {
        this.requestId = requestId;
        this.answer = answer;
        this.includeUsage = includeUsage;
    }

    @Override
    public void write(LLMStream stream, ByteOutput out) {
        for (StreamEvent event : stream) {
            if (event instanceof StreamEvent.Start start) {
                answer.model(start.soFar().model());
            } else if (event instanceof StreamEvent.Text text) {
                out.write(ServerSentEvent.bytes(answer.piece(0, text.text(), null)));
            } else if (event instanceof StreamEvent.Refusal refusal) {
                out.write(ServerSentEvent.bytes(answer.piece(0, refusal.text(), null)));
            }
        }
        LLMResponse whole = stream.response();
        answer.model(whole.model());
        Map<String, Object> last = answer.piece(0, "", whole.finishReason().value());
        List<Choice> choices = whole.choices();
        for (int i = 1; i < choices.size(); i++) {
            out.write(ServerSentEvent.bytes(last));
            Choice other = choices.get(i);
            out.write(ServerSentEvent.bytes(answer.piece(i, CompletionsAnswer.text(other), null)));
            last = answer.piece(i, "", other.finishReason().value());
        }
        last.put(AnswerFacts.FIELD, ChatAnswerWriter.facts(whole));
        out.write(ServerSentEvent.bytes(last));
        if (includeUsage) {
            out.write(ServerSentEvent.bytes(answer.usageChunk(whole)));
        }
        out.write(ServerSentEvent.ofText("[DONE]"));
    }

    /** Some clients overlook the error, so the connection breaks after it: {@link #endsCleanlyAfterFailure} stays {@code false}. */
    @Override
    public byte[] failure(LLMException failure) {
        return ServerSentEvent.bytes(OpenAIError.tree(failure, "prompt", requestId));
    }
}
