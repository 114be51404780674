package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.framing.Framing;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.rules.RequestRules;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.formats.wire.WireRequest;
import java.util.List;
import java.util.Optional;

/**
 * Gemini's {@code generateContent} and {@code streamGenerateContent}.
 *
 * <p>Source: <a href="https://ai.google.dev/api/generate-content">Google's API reference</a>, and what recordings show.
 */
public final class GeminiWire implements Wire {
    /** The wire's name. */
    public static final String NAME = WireFormat.GEMINI_GENERATE;

    private final Optional<String> modelsPath;

    private GeminiWire(Optional<String> modelsPath) {
        this.modelsPath = modelsPath;
    }

    /** The format on Google's Gemini API, which also lists its models. */
    public static GeminiWire onGeminiApi() {
        return new GeminiWire(Optional.of("/models?pageSize=1000"));
    }

    /** The format on Vertex AI, which has no list of the models a project can use. */
    public static GeminiWire onVertex() {
        return new GeminiWire(Optional.empty());
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Images and sounds, which may be worked on further. */
    @Override
    public boolean takesBack(ContentPart part) {
        return part instanceof ContentPart.Media;
    }

    @Override
    public RequestRules rules(String model) {
        return RequestRules.GEMINI_GENERATE;
    }

    @Override
    public WireRequest encode(WireCall call) {
        return new WireRequest(ModelPath.of(call), GeminiRequestWriter.encode(call));
    }

    @Override
    public LLMResponse decode(JsonNode body, WireCall call) {
        GeminiAnswerReader answer = new GeminiAnswerReader(call);
        if (body.isArray()) {
            body.items().forEach(chunk -> answer.accept(chunk, GeminiWire::unheard));
        } else {
            answer.accept(body, GeminiWire::unheard);
        }
        if (!answer.isAnswer()) {
            throw call.failures().noAnswer(body, "it has neither a candidate nor a reason for that");
        }
        answer.finish(GeminiWire::unheard);
        return answer.assemble();
    }

    @Override
    public StreamDecoder decoder(WireCall call) {
        return new GeminiStreamReader(call);
    }

    @Override
    public Framing framing() {
        return GeminiFrames::new;
    }

    @Override
    public Optional<String> modelsPath() {
        return modelsPath;
    }

    @Override
    public List<ModelInfo> decodeModels(JsonNode body, String provider) {
        return body.items("models").stream()
                .filter(model -> model.items("supportedGenerationMethods").stream()
                        .anyMatch(method ->
                                method.text().filter("generateContent"::equals).isPresent()))
                .map(model -> ModelInfo.builder(ModelPath.name(model.textOrEmpty("name")), provider)
                        .contextTokens(model.number("inputTokenLimit"))
                        .maxOutputTokens(model.number("outputTokenLimit"))
                        .build())
                .toList();
    }

    @Override
    public ErrorBodyFormat errors() {
        return GeminiErrorReader.INSTANCE;
    }

    /** Of an answer in one piece nobody hears the events. */
    private static void unheard(StreamEvent event) {}
}
