package dev.llmconnect.formats.messages;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.FormatEnds;
import dev.llmconnect.formats.endpoint.IncomingCall;
import dev.llmconnect.formats.endpoint.StreamWriter;
import dev.llmconnect.formats.wire.Wire;
import java.util.Map;
import java.util.Optional;

/** Anthropic's Messages. */
public final class MessagesEnds implements FormatEnds {
    @Override
    public Wire wire() {
        return new MessagesWire();
    }

    @Override
    public LLMRequest read(Map<String, Object> document) {
        IncomingCall call = new IncomingCall(document, CallContext.builder().build(), name -> Optional.empty());
        return MessagesBody.read(call, false).call();
    }

    @Override
    public Map<String, Object> write(LLMResponse answer, Map<String, Object> asked) {
        return MessageAnswer.whole(answer, "1");
    }

    @Override
    public StreamWriter stream(Map<String, Object> asked) {
        return new MessagesStreamWriter("1", "m");
    }
}
