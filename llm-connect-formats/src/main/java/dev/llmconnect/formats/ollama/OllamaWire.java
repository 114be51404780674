package dev.llmconnect.formats.ollama;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.framing.Framing;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.rules.RequestRules;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.formats.wire.WireRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Ollama's {@code POST /api/chat} (https://docs.ollama.com/api/chat). Thread-safe. */
public final class OllamaWire implements Wire {
    /** The wire's name. */
    public static final String NAME = WireFormat.OLLAMA_CHAT;

    /** The format. */
    public OllamaWire() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RequestRules rules(String model) {
        return RequestRules.OLLAMA_CHAT;
    }

    @Override
    public WireRequest encode(WireCall call) {
        return new WireRequest("/api/chat", OllamaRequestWriter.encode(call));
    }

    @Override
    public LLMResponse decode(JsonNode body, WireCall call) {
        OllamaAnswerReader answer = new OllamaAnswerReader(call);
        answer.add(body, event -> {});
        if (!body.get("message").isObject()) {
            throw call.failures().noAnswer(body, "it has no message");
        }
        answer.finish(event -> {});
        return answer.assemble();
    }

    @Override
    public StreamDecoder decoder(WireCall call) {
        OllamaAnswerReader answer = new OllamaAnswerReader(call);
        return new StreamDecoder() {
            @Override
            public boolean accept(Frame frame, Consumer<StreamEvent> events) {
                answer.add(frame.json(), events);
                return answer.isDone();
            }

            @Override
            public boolean finish(Consumer<StreamEvent> events) {
                answer.finish(events);
                return answer.isDone();
            }

            @Override
            public LLMResponse assemble() {
                return answer.assemble();
            }
        };
    }

    /** The models that have been pulled. */
    @Override
    public Optional<String> modelsPath() {
        return Optional.of("/api/tags");
    }

    @Override
    public List<ModelInfo> decodeModels(JsonNode body, String provider) {
        return body.items("models").stream()
                .flatMap(model -> model.filled("model").or(() -> model.filled("name")).stream())
                .map(id -> ModelInfo.of(id, provider))
                .toList();
    }

    @Override
    public Framing framing() {
        return Framing.NDJSON;
    }
}
