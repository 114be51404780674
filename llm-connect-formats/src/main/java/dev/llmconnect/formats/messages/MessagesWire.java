package dev.llmconnect.formats.messages;

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
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages.
 *
 * <p>What a request asks for in the common words is translated: system messages into {@code system}; a JSON schema into
 * {@code output_config.format}; {@code model_params} as {@link MessagesParams} says, {@code reasoning_effort} as {@link Thinking} says.
 * Everything else in {@code model_params} is sent as it is, so that {@code thinking}, {@code top_k}, {@code service_tier},
 * {@code mcp_servers} or a {@code cache_control} for the whole request need no code here. A block with a {@code cache_control} of its
 * own, a file by its id, or a search result is an opaque part of this wire.
 *
 * <p>Source: <a href="https://platform.claude.com/docs/en/api/messages">Anthropic's API reference</a>, and what recordings show.
 */
public final class MessagesWire implements Wire {
    /** The wire's name. */
    public static final String NAME = WireFormat.ANTHROPIC_MESSAGES;

    private final @Nullable String modelsPath;
    private final PlatformBetas betas;

    /** The format as Anthropic serves it. */
    public MessagesWire() {
        this("/v1/models?limit=1000", PlatformBetas.ANTHROPIC);
    }

    private MessagesWire(@Nullable String modelsPath, PlatformBetas betas) {
        this.modelsPath = modelsPath;
        this.betas = betas;
    }

    /**
     * The format as another platform serves it, which lists no models, or lists them in another way.
     *
     * @param betas what the platform accepts beyond the format itself
     */
    public static MessagesWire onPlatform(PlatformBetas betas) {
        return new MessagesWire(null, betas);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Citations of its own, which point into documents of the conversation. */
    @Override
    public boolean takesBack(ContentPart part) {
        return part instanceof ContentPart.Citation citation && citation.wire().equals(NAME);
    }

    @Override
    public RequestRules rules(String model) {
        return RequestRules.ANTHROPIC_MESSAGES;
    }

    @Override
    public WireRequest encode(WireCall call) {
        return MessagesRequestWriter.encode(call, betas);
    }

    @Override
    public LLMResponse decode(JsonNode body, WireCall call) {
        if (body.has("error") || body.textOrEmpty("type").equals("error")) {
            throw call.failures().reported(body);
        }
        if (!body.get("content").isArray()) {
            throw call.failures().noAnswer(body, "it has no content");
        }
        MessagesAnswerReader answer = new MessagesAnswerReader(call, event -> {});
        answer.start(body);
        answer.stopped(body);
        return answer.assemble();
    }

    /** Only where Anthropic itself serves the format. */
    @Override
    public Optional<WireRequest> encodeTokenCount(WireCall call) {
        return modelsPath == null ? Optional.empty() : Optional.of(MessagesRequestWriter.encodeTokenCount(call, betas));
    }

    @Override
    public OptionalLong decodeTokenCount(JsonNode body) {
        return body.number("input_tokens");
    }

    @Override
    public StreamDecoder decoder(WireCall call) {
        return new MessagesStreamReader(call);
    }

    @Override
    public ErrorBodyFormat errors() {
        return MessagesErrorReader.INSTANCE;
    }

    @Override
    public Optional<String> modelsPath() {
        return Optional.ofNullable(modelsPath);
    }

    @Override
    public List<ModelInfo> decodeModels(JsonNode body, String provider) {
        return body.items("data").stream()
                .filter(model -> model.filled("id").isPresent())
                .filter(model -> !model.textOrEmpty("lifecycle").equals("retired"))
                .map(model -> ModelInfo.builder(model.textOrEmpty("id"), provider)
                        .contextTokens(model.number("max_input_tokens"))
                        .maxOutputTokens(model.number("max_tokens"))
                        .build())
                .toList();
    }
}
