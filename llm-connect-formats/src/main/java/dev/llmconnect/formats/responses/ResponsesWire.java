package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatWire;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.rules.RequestRules;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.formats.wire.WireRequest;
import java.util.List;
import java.util.Optional;

/**
 * OpenAI's Responses. Used without the provider's memory: nothing is stored unless {@code model_params.store} says so, and a
 * conversation is sent whole each time, the model's encrypted reasoning included.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/responses">OpenAI's API reference</a>, and what recordings of
 * OpenAI, Azure, ChatGPT, xAI, OpenRouter, DeepSeek, Bedrock and GitHub Copilot show.
 */
public final class ResponsesWire implements Wire {
    /** The wire's name. */
    public static final String NAME = WireFormat.OPENAI_RESPONSES;

    /** The other format of the same API, which has the same list of models, the same errors, and the same headers. */
    static final Wire CHAT = new ChatWire(ChatDialect.OPENAI);

    /** The format. */
    public ResponsesWire() {}

    @Override
    public String name() {
        return NAME;
    }

    /** Refusals, and images that came as items of this format. */
    @Override
    public boolean takesBack(ContentPart part) {
        return part instanceof ContentPart.Refusal
                || (part instanceof ContentPart.Media media && media.wire().equals(NAME));
    }

    @Override
    public RequestRules rules(String model) {
        return RequestRules.OPENAI_RESPONSES;
    }

    @Override
    public WireRequest encode(WireCall call) {
        return new WireRequest("/responses", ResponsesRequestWriter.encode(call));
    }

    @Override
    public LLMResponse decode(JsonNode body, WireCall call) {
        ResponsesAnswerReader.failIfNoAnswer(body, call);
        return ResponsesAnswerReader.of(body, OutputItemReader.all(body, call), call);
    }

    @Override
    public StreamDecoder decoder(WireCall call) {
        return new ResponsesStreamReader(call);
    }

    @Override
    public Optional<String> modelsPath() {
        return CHAT.modelsPath();
    }

    @Override
    public List<ModelInfo> decodeModels(JsonNode body, String provider) {
        return CHAT.decodeModels(body, provider);
    }

    @Override
    public ErrorBodyFormat errors() {
        return ResponsesErrorReader.INSTANCE;
    }
}
