package dev.llmconnect.server.internal.ollama;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.StreamingBody;
import dev.llmconnect.server.internal.json.JsonText;
import java.util.List;
import java.util.Map;

/** The lines of a streaming answer: pieces, all tool calls in one, then one with {@code done}; or one with an {@code error}. */
final class OllamaStream implements StreamingBody {
    private final HttpRequest request;
    private final LLMRequest call;
    private final OllamaAnswerWriter answer;

    OllamaStream(HttpRequest request, LLMRequest call, OllamaAnswerWriter answer) {
        this.request = request;
        this.call = call;
        this.answer = answer;
    }

    @Override
    public void writeTo(HttpOutput out) {
        try (LLMStream stream = request.adapter().stream(call)) {
            boolean spoken = false;
            for (StreamEvent event : stream) {
                spoken |= write(event, out);
            }
            LLMResponse whole = stream.response();
            answer.model(whole.model());
            String unspoken = spoken ? "" : OllamaAnswerWriter.text(whole);
            if (!unspoken.isEmpty() || !whole.toolCalls().isEmpty()) {
                out.write(line(answer.piece(unspoken, "", whole.toolCalls())));
            }
            out.write(line(answer.last(whole)));
        }
    }

    /** @return whether it was a piece of the text */
    private boolean write(StreamEvent event, HttpOutput out) {
        if (event instanceof StreamEvent.Start start) {
            answer.model(start.soFar().model());
            return false;
        }
        answer.began();
        if (event instanceof StreamEvent.Reasoning reasoning) {
            out.write(line(answer.piece("", reasoning.text(), List.of())));
            return false;
        }
        if (event instanceof StreamEvent.Text text) {
            out.write(line(answer.piece(text.text(), "", List.of())));
            return true;
        }
        if (event instanceof StreamEvent.Refusal refusal) {
            out.write(line(answer.piece(refusal.text(), "", List.of())));
            return true;
        }
        return false;
    }

    /** An empty piece: Ollama's clients read every line as an object. */
    @Override
    public byte[] ping() {
        return line(answer.piece("", "", List.of()));
    }

    @Override
    public byte[] failure(LLMException failure) {
        return line(OllamaErrors.tree(failure, request.id()));
    }

    @Override
    public boolean endsCleanlyAfterFailure() {
        return true;
    }

    static byte[] line(Map<String, Object> tree) {
        return JsonText.bytes("", tree, "\n");
    }
}
