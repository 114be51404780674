package dev.llmconnect.formats.messages;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.WireCall;
import java.util.function.Consumer;

/** A stream of events. It is complete with {@code message_stop} and with nothing else. */
final class MessagesStreamReader implements StreamDecoder {
    private final WireCall call;
    private final MessagesAnswerReader answer;
    private Consumer<StreamEvent> events = event -> {};
    private boolean started;
    private boolean complete;

    MessagesStreamReader(WireCall call) {
        this.call = call;
        this.answer = new MessagesAnswerReader(call, event -> events.accept(event));
    }

    @Override
    public boolean accept(Frame frame, Consumer<StreamEvent> out) {
        if (frame.type().equals("ping") || isDone(frame)) {
            return false;
        }
        events = out;
        JsonNode event = frame.json();
        String type = event.filled("type").orElse(frame.type());
        if (type.equals("error") || event.has("error")) {
            throw call.failures().reported(event);
        }
        long index = event.number("index").orElse(0);
        switch (type) {
            case "message_start" -> start(event.get("message"));
            case "content_block_start" -> answer.open(index, event.get("content_block"));
            case "content_block_delta" -> answer.delta(index, event.get("delta"));
            case "content_block_stop" -> answer.close(index);
            case "message_delta" -> {
                answer.stopped(event.get("delta"));
                answer.used(event.get("usage"));
                answer.othersOfEvent(event);
            }
            case "message_stop" -> complete = started;
            default -> {}
        }
        return complete;
    }

    @Override
    public boolean finish(Consumer<StreamEvent> out) {
        events = out;
        answer.finish();
        return complete;
    }

    @Override
    public LLMResponse assemble() {
        return answer.assemble();
    }

    /** A second beginning is what a proxy makes that asks again in mid-answer; half of each would be no answer. */
    private void start(JsonNode message) {
        if (started) {
            throw call.failures().malformed("the stream starts a second time");
        }
        started = true;
        answer.start(message);
    }

    /** OpenRouter ends in its own way as well. */
    private static boolean isDone(Frame frame) {
        return frame.data().size() < 16 && frame.text().strip().equals("[DONE]");
    }
}
