package dev.llmconnect.formats.chat;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.WireCall;
import java.util.function.Consumer;

/**
 * A stream of chunks. It is complete with {@code [DONE]}, or, as several providers send none, when it has ended after a finish
 * reason of each choice that began.
 */
final class ChatStreamReader implements StreamDecoder {
    private final ChatAnswerReader answer;
    private boolean done;

    ChatStreamReader(WireCall call, ChatDialect dialect) {
        this.answer = new ChatAnswerReader(call, dialect);
    }

    @Override
    public boolean accept(Frame frame, Consumer<StreamEvent> events) {
        if (isDone(frame)) {
            done = true;
            return true;
        }
        JsonNode chunk = frame.json();
        answer.failIfError(chunk);
        answer.chunk(chunk, events);
        return false;
    }

    @Override
    public boolean finish(Consumer<StreamEvent> events) {
        boolean complete = answer.isFinished() || (done && answer.isBegun());
        if (complete) {
            answer.finish(events);
        }
        return complete;
    }

    @Override
    public LLMResponse assemble() {
        return answer.assemble();
    }

    private static boolean isDone(Frame frame) {
        return frame.data().size() < 16 && frame.text().strip().equals("[DONE]");
    }
}
