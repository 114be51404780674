package dev.llmconnect.providers.gemini;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.providers.http.ErrorFormat;
import dev.llmconnect.providers.http.Framing;
import dev.llmconnect.providers.json.JsonNode;
import dev.llmconnect.providers.wire.StreamDecoder;
import dev.llmconnect.providers.wire.Wire;
import dev.llmconnect.providers.wire.WireCall;
import dev.llmconnect.providers.wire.WireRequest;

/**
 * Gemini's {@code generateContent} and {@code streamGenerateContent}.
 *
 * <p>Source: <a href="https://ai.google.dev/api/generate-content">Google's API reference</a>, and what recordings show.
 */
public final class GeminiGenerate implements Wire {
    /** The wire's name. */
    public static final String NAME = "gemini-generate";

    /** The format; it has no dialects. */
    public GeminiGenerate() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WireRequest encode(WireCall call) {
        return new WireRequest(ModelPath.of(call), GeminiRequest.encode(call));
    }

    @Override
    public LLMResponse decode(JsonNode body, WireCall call) {
        GeminiAnswer answer = new GeminiAnswer(call);
        if (body.isArray()) {
            body.items().forEach(chunk -> answer.accept(chunk, GeminiGenerate::unheard));
        } else {
            answer.accept(body, GeminiGenerate::unheard);
        }
        if (!answer.isAnswer()) {
            throw call.failures().malformed("there is no candidate in it, nor a word why");
        }
        answer.finish(GeminiGenerate::unheard);
        return answer.assemble();
    }

    @Override
    public StreamDecoder decoder(WireCall call) {
        return new GeminiStream(call);
    }

    @Override
    public Framing framing() {
        return GeminiFrames::new;
    }

    @Override
    public ErrorFormat errors() {
        return GoogleErrors.INSTANCE;
    }

    /** Of an answer in one piece nobody hears the events. */
    private static void unheard(StreamEvent event) {}
}
