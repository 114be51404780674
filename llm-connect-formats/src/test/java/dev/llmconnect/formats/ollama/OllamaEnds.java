package dev.llmconnect.formats.ollama;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.FormatEnds;
import dev.llmconnect.formats.endpoint.IncomingCall;
import dev.llmconnect.formats.endpoint.StreamWriter;
import dev.llmconnect.formats.wire.Wire;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Ollama's chat. */
public final class OllamaEnds implements FormatEnds {
    @Override
    public Wire wire() {
        return new OllamaWire();
    }

    @Override
    public LLMRequest read(Map<String, Object> document) {
        IncomingCall call = new IncomingCall(document, CallContext.builder().build(), name -> Optional.empty());
        return OllamaBody.chat(call).call().orElseThrow();
    }

    @Override
    public Map<String, Object> write(LLMResponse answer, Map<String, Object> asked) {
        return writer().whole(answer);
    }

    @Override
    public StreamWriter stream(Map<String, Object> asked) {
        return new OllamaStreamWriter("1", writer());
    }

    private static OllamaAnswerWriter writer() {
        return new OllamaAnswerWriter(
                true, "m", Clock.systemUTC(), CallContext.builder().build());
    }
}
