package dev.llmconnect.formats.ollama;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.endpoint.ByteOutput;
import dev.llmconnect.formats.endpoint.StreamWriter;
import dev.llmconnect.formats.json.JsonText;
import java.util.List;
import java.util.Map;

/** The lines of a streaming answer: pieces, all tool calls in one, then one with {@code done}; or one with an {@code error}. */
public final class OllamaStreamWriter implements StreamWriter {
    private final String requestId;
    private final OllamaAnswerWriter answer;

    public OllamaStreamWriter(String requestId, OllamaAnswerWriter answer) {
        this.requestId = requestId;
        this.answer = answer;
    }

    @Override
    public void write(LLMStream stream, ByteOutput out) {
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

    /** @return whether it was a piece of the text */
    private boolean write(StreamEvent event, ByteOutput out) {
        if (event instanceof StreamEvent.Start start) {
            answer.model(start.soFar().model());
            return false;
        }
        if (event.isToken()) {
            answer.began();
        }
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
        return line(OllamaErrorWriter.tree(failure, requestId));
    }

    @Override
    public boolean endsCleanlyAfterFailure() {
        return true;
    }

    public static byte[] line(Map<String, Object> tree) {
        return JsonText.bytes("", tree, "\n");
    }
}
