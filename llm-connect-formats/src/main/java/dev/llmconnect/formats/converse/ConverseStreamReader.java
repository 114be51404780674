package dev.llmconnect.formats.converse;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the events of ConverseStreamReader. The counts come last, after the event that says that the message is complete. */
final class ConverseStreamReader implements StreamDecoder {
    private static final Set<String> KNOWN =
            Set.of("", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata");

    private final WireCall call;
    private final ConverseWire wire;
    private final Deque<StreamEvent> made = new ArrayDeque<>();
    private final ConverseAnswerReader answer;
    private @Nullable LLMResponse whole;
    private boolean stopped;
    private boolean counted;

    ConverseStreamReader(WireCall call, ConverseWire wire) {
        this.call = call;
        this.wire = wire;
        this.answer = new ConverseAnswerReader(call, made::add);
    }

    @Override
    public boolean accept(Frame frame, Consumer<StreamEvent> events) {
        if (frame.type().equals(EventStreamFrames.FAILURE)) {
            throw call.failures().reported(frame);
        }
        JsonNode event = KNOWN.contains(frame.type()) ? frame.json() : JsonNode.MISSING;
        long index = event.number("contentBlockIndex").orElse(0);
        switch (frame.type()) {
            case "" -> inOnePiece(event, events);
            case "contentBlockStart" -> answer.open(index, event.get("start"));
            case "contentBlockDelta" -> answer.delta(index, event.get("delta"));
            case "contentBlockStop" -> answer.close(index);
            case "messageStop" -> {
                answer.stopped(event);
                answer.told(event);
                stopped = true;
            }
            case "metadata" -> {
                answer.told(event);
                counted = true;
            }
            default -> {} // messageStart says nothing new, and what is not known changes nothing
        }
        made.forEach(events);
        made.clear();
        return stopped && counted;
    }

    /** A gateway may answer with JSON in one piece, as does an error with a status of success. */
    private void inOnePiece(JsonNode body, Consumer<StreamEvent> events) {
        LLMResponse response = wire.decode(body, call);
        whole = response;
        LLMStream.of(response).forEach(events);
        stopped = true;
        counted = true;
    }

    @Override
    public boolean finish(Consumer<StreamEvent> events) {
        if (stopped) {
            answer.finish();
            made.forEach(events);
            made.clear();
        }
        return stopped;
    }

    @Override
    public LLMResponse assemble() {
        return whole != null ? whole : answer.assemble();
    }
}
