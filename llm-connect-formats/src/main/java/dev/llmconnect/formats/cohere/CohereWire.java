package dev.llmconnect.formats.cohere;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.rules.RequestRules;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.formats.wire.WireRequest;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Cohere's {@code POST /v2/chat} (https://docs.cohere.com/reference/chat). Thread-safe. */
public final class CohereWire implements Wire {
    /** The wire's name. */
    public static final String NAME = "cohere-chat";

    /** The format. */
    public CohereWire() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RequestRules rules(String model) {
        return RequestRules.COHERE_CHAT;
    }

    @Override
    public WireRequest encode(WireCall call) {
        return new WireRequest("/v2/chat", CohereRequestWriter.encode(call));
    }

    @Override
    public LLMResponse decode(JsonNode body, WireCall call) {
        JsonNode message = body.get("message");
        if (!message.isObject()) {
            throw call.failures().noAnswer(body, "it has no message");
        }
        CohereAnswerReader answer = new CohereAnswerReader(call);
        answer.id(body);
        message.filled("tool_plan").ifPresent(answer::plan);
        message.items("content").forEach(answer::content);
        message.items("tool_calls").forEach(toolCall -> answer.toolCall(OptionalLong.empty(), toolCall));
        message.items("citations").forEach(answer::citation);
        answer.ended(body);
        return answer.assemble();
    }

    @Override
    public StreamDecoder decoder(WireCall call) {
        return new Events(new CohereAnswerReader(call), call);
    }

    /** The name of an event stands in its data too, where gateways that drop the name leave it. */
    private record Events(CohereAnswerReader answer, WireCall call) implements StreamDecoder {
        private static final String DONE = "[DONE]";

        @Override
        public boolean accept(Frame frame, Consumer<StreamEvent> events) {
            if (frame.text().strip().equals(DONE)) {
                return true;
            }
            answer.tell(events);
            JsonNode event = frame.json();
            JsonNode delta = event.get("delta");
            JsonNode message = delta.get("message");
            switch (event.text("type").orElse(frame.type())) {
                case "message-start" -> answer.id(event);
                case "tool-plan-delta" -> message.filled("tool_plan").ifPresent(answer::plan);
                case "content-start", "content-delta" -> answer.content(message.get("content"));
                case "tool-call-start" -> answer.toolCall(event.number("index"), message.get("tool_calls"));
                case "tool-call-delta" -> answer.arguments(event.number("index"), message.get("tool_calls"));
                case "citation-start" -> answer.citation(message.get("citations"));
                case "message-end" -> {
                    if (delta.has("error")) {
                        throw call.failures().noAnswer(delta, "it ended with an error");
                    }
                    answer.ended(delta);
                }
                default -> {
                    if (!ErrorBody.of(event).message().isEmpty()) {
                        throw call.failures().reported(event);
                    }
                    // Ends of parts, debug events, and what a later version may add.
                }
            }
            return false;
        }

        @Override
        public boolean finish(Consumer<StreamEvent> events) {
            return answer.isEnded();
        }

        @Override
        public LLMResponse assemble() {
            return answer.assemble();
        }
    }
}
