package dev.llmconnect.formats.wire;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.framing.Framing;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.rules.RequestRules;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A wire format: how a provider wants to be asked, and how it answers. Thread-safe; whatever belongs to one call is in the call. */
public interface Wire {
    /** The format's name, by which {@link dev.llmconnect.LLMRequest#wireFields} and opaque parts are addressed. */
    String name();

    /**
     * Whether this format can send a refusal, a citation, or media that a model made, back as a part of an earlier answer; by default
     * none. What it cannot send, {@link ReturnedParts} translates or drops before {@link #encode}.
     */
    default boolean takesBack(ContentPart part) {
        return false;
    }

    /**
     * The request with the fields of other formats that this one has a place for in its own words, which are neither refused nor left
     * out then. By default there are none.
     */
    default LLMRequest adopted(LLMRequest request, String model) {
        return request;
    }

    /**
     * Whether an adapter stands at the other end, which takes every call and whose answers are complete. Then a call is sent as it is:
     * no field of another format is refused, no part is translated, and the metadata of the answer stay as they come. By default not.
     */
    default boolean isTransparent() {
        return false;
    }

    /**
     * What the provider accepts in a conversation with a model; every request is brought into these rules before it is encoded. By
     * default it accepts everything.
     */
    default RequestRules rules(String model) {
        return RequestRules.NONE;
    }

    /**
     * The request in the provider's words. Defaults that the model does not take are noted with {@link WireCall#dropped}.
     *
     * @throws dev.llmconnect.LLMInvalidRequestException for what the format cannot carry; nothing is left out silently
     */
    WireRequest encode(WireCall call);

    /**
     * The answer. Provider, request id, and dropped parameters need not be put into its metadata.
     *
     * @param body the JSON of a successful answer
     * @throws LLMException made by {@link WireCall#failures()} when it tells of a failure or is no answer
     */
    LLMResponse decode(JsonNode body, WireCall call);

    /**
     * The question how many tokens the prompt has; empty, the default, where the format has none.
     *
     * @throws dev.llmconnect.LLMInvalidRequestException as {@link #encode} does
     */
    default Optional<WireRequest> encodeTokenCount(WireCall call) {
        return Optional.empty();
    }

    /** The count in the answer to {@link #encodeTokenCount}; empty when there is none in it. */
    default OptionalLong decodeTokenCount(JsonNode body) {
        return OptionalLong.empty();
    }

    /** What assembles one streamed answer. */
    StreamDecoder decoder(WireCall call);

    /** How the events of a stream are told apart; server-sent events by default. */
    default Framing framing() {
        return Framing.SSE;
    }

    /** Where the provider lists its models, below the backend's base URL; empty, the default, when there is no such list. */
    default Optional<String> modelsPath() {
        return Optional.empty();
    }

    /** The models in the answer to a {@code GET} of {@link #modelsPath()}. */
    default List<ModelInfo> decodeModels(JsonNode body, String provider) {
        return List.of();
    }

    /** What the format says about failures in its own way; nothing by default. */
    default ErrorBodyFormat errors() {
        return ErrorBodyFormat.COMMON;
    }
}
