package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.WireFormat;
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
 * OpenAI's Chat Completions, in the dialect of one provider.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/chat">OpenAI's API reference</a>, and what recordings of some
 * forty providers show.
 */
public final class ChatWire implements Wire {
    /** The wire's name. */
    public static final String NAME = WireFormat.OPENAI_CHAT;

    private final ChatDialect dialect;

    /** The format as one provider speaks it. */
    public ChatWire(ChatDialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Refusals, in a field of their own. */
    @Override
    public boolean takesBack(ContentPart part) {
        return part instanceof ContentPart.Refusal;
    }

    @Override
    public RequestRules rules(String model) {
        return dialect.rules();
    }

    @Override
    public WireRequest encode(WireCall call) {
        return new WireRequest("/chat/completions", ChatRequestWriter.encode(call, dialect));
    }

    @Override
    public LLMResponse decode(JsonNode body, WireCall call) {
        ChatAnswerReader answer = new ChatAnswerReader(call, dialect);
        answer.failIfError(body);
        answer.whole(body);
        if (!answer.isBegun()) {
            throw call.failures().noAnswer(body, "it has no choice");
        }
        return answer.assemble();
    }

    @Override
    public StreamDecoder decoder(WireCall call) {
        return new ChatStreamReader(call, dialect);
    }

    @Override
    public Optional<String> modelsPath() {
        return Optional.of("/models");
    }

    @Override
    public List<ModelInfo> decodeModels(JsonNode body, String provider) {
        return ChatModels.decode(body, provider);
    }

    @Override
    public ErrorBodyFormat errors() {
        return ChatErrorReader.INSTANCE;
    }
}
