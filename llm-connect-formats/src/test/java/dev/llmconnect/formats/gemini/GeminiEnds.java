package dev.llmconnect.formats.gemini;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.FormatEnds;
import dev.llmconnect.formats.endpoint.IncomingCall;
import dev.llmconnect.formats.endpoint.StreamWriter;
import dev.llmconnect.formats.wire.Wire;
import java.util.Map;
import java.util.Optional;

/** Google's generateContent. */
public final class GeminiEnds implements FormatEnds {
    @Override
    public Wire wire() {
        return GeminiWire.onGeminiApi();
    }

    @Override
    public LLMRequest read(Map<String, Object> document) {
        IncomingCall call = new IncomingCall(document, CallContext.builder().build(), name -> Optional.empty());
        return GeminiBody.read(call, "m");
    }

    @Override
    public Map<String, Object> write(LLMResponse answer, Map<String, Object> asked) {
        return GeminiAnswerWriter.of(answer, GeminiAnswerWriter.parts(answer), "1");
    }

    @Override
    public StreamWriter stream(Map<String, Object> asked) {
        return new GeminiStreamWriter("1", "m", true);
    }
}
