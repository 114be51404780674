package dev.llmconnect.formats.gemini;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.WireCall;
import java.util.function.Consumer;

/** A stream of chunks. It ends with its body, and is complete when one of the chunks has told why the model stopped. */
final class GeminiStreamReader implements StreamDecoder {
    private final GeminiAnswerReader answer;
    private boolean started;

    GeminiStreamReader(WireCall call) {
        answer = new GeminiAnswerReader(call);
    }

    @Override
    public boolean accept(Frame frame, Consumer<StreamEvent> events) {
        if (isDone(frame)) {
            return true;
        }
        JsonNode chunk = frame.json();
        if (chunk.isArray()) {
            chunk.items().forEach(element -> answer.accept(element, startingWith(events)));
        } else {
            answer.accept(chunk, startingWith(events));
        }
        return false;
    }

    @Override
    public boolean finish(Consumer<StreamEvent> events) {
        answer.finish(startingWith(events));
        return answer.isFinished();
    }

    private Consumer<StreamEvent> startingWith(Consumer<StreamEvent> events) {
        return event -> {
            if (!started) {
                started = true;
                events.accept(new StreamEvent.Start(answer.soFar()));
            }
            events.accept(event);
        };
    }

    @Override
    public LLMResponse assemble() {
        return answer.assemble();
    }

    /** Google sends none, gateways in front of it do. */
    private static boolean isDone(Frame frame) {
        return frame.data().size() < 16 && frame.text().strip().equals("[DONE]");
    }
}
