package dev.llmconnect.formats.converse;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.framing.Framing;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.messages.PlatformBetas;
import dev.llmconnect.formats.rules.RequestRules;
import dev.llmconnect.formats.wire.ModelSegment;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.formats.wire.WireRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Bedrock's Converse and ConverseStreamReader, the one format for the models of all makers there.
 *
 * <p>What a request asks for in the common words is translated: system messages into {@code system}; a JSON schema into
 * {@code outputConfig.textFormat}; {@code model_params} as {@link ConverseParams} says, {@code reasoning_effort} as
 * {@link ConverseReasoning} says. Blocks that have no common word ({@code cachePoint}, {@code guardContent}, {@code searchResult}) are
 * opaque parts of this wire.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">AWS's API reference</a>, and
 * what recordings show.
 */
public final class ConverseWire implements Wire {
    /** The wire's name. */
    public static final String NAME = "bedrock-converse";

    private final ErrorBodyFormat errors = new ConverseErrorReader();
    private final PlatformBetas betas;

    /** The format, with the betas of Claude that are known. */
    public ConverseWire() {
        this(PlatformBetas.BEDROCK);
    }

    /**
     * The format.
     *
     * @param betas those of Claude that the platform accepts
     */
    public ConverseWire(PlatformBetas betas) {
        this.betas = betas;
    }

    /** Whether a model, by its id or that of an inference profile, is one of Anthropic's. */
    static boolean isClaude(String model) {
        return model.toLowerCase(Locale.ROOT).contains("claude");
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Media that came as blocks of this format. */
    @Override
    public boolean takesBack(ContentPart part) {
        return part instanceof ContentPart.Media media && media.wire().equals(NAME);
    }

    @Override
    public RequestRules rules(String model) {
        return RequestRules.bedrock(model);
    }

    /** For Claude the betas of a client that speaks Anthropic's Messages. */
    @Override
    public LLMRequest adopted(LLMRequest request, String model) {
        Object wanted = request.wireFields(WireFormat.ANTHROPIC_MESSAGES).get(ConverseParams.BETAS);
        if (wanted == null || !isClaude(model)) {
            return request;
        }
        WireFields fields = request.wireFields().without(WireFormat.ANTHROPIC_MESSAGES, ConverseParams.BETAS);
        Map<String, Object> own = new LinkedHashMap<>(fields.hints().getOrDefault(NAME, Map.of()));
        own.put(ConverseParams.BETAS, wanted);
        return request.toBuilder().wireFields(fields.withHints(NAME, own)).build();
    }

    /** The model stands in the path, its colons and slashes encoded, so that what is sent is what is signed. */
    @Override
    public WireRequest encode(WireCall call) {
        String operation = call.streaming() ? "/converse-stream" : "/converse";
        return new WireRequest(
                "/model/" + ModelSegment.encode(call.model()) + operation, ConverseRequestWriter.encode(call, betas));
    }

    @Override
    public LLMResponse decode(JsonNode body, WireCall call) {
        JsonNode message = body.get("output").get("message");
        if (!message.isObject()) {
            throw call.failures().noAnswer(body, "it has no message");
        }
        ConverseAnswerReader answer = new ConverseAnswerReader(call, event -> {});
        message.items("content").forEach(answer::add);
        answer.stopped(body);
        answer.told(body);
        return answer.assemble();
    }

    @Override
    public StreamDecoder decoder(WireCall call) {
        return new ConverseStreamReader(call, this);
    }

    @Override
    public Framing framing() {
        return EventStreamFrames.FRAMING;
    }

    @Override
    public ErrorBodyFormat errors() {
        return errors;
    }
}
