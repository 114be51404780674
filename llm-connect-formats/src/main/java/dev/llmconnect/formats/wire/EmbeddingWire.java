package dev.llmconnect.formats.wire;

import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.formats.json.JsonNode;

/**
 * How a provider is asked for embeddings, and how it answers: the optional companion of a {@link Wire}, whose words for failures it
 * shares. Thread-safe; whatever belongs to one call is in the call.
 */
public interface EmbeddingWire {
    /** The format's name, by which {@link dev.llmconnect.EmbeddingRequest#wireFields} are addressed. */
    String name();

    /** As {@link Wire#isTransparent()}. */
    default boolean isTransparent() {
        return false;
    }

    /**
     * The request in the provider's words.
     *
     * @throws dev.llmconnect.LLMInvalidRequestException for what the format cannot carry; nothing is left out silently
     */
    WireRequest encode(EmbeddingCall call);

    /**
     * The answer, its vectors read by {@link Vectors}. Provider, request id, and dropped parameters need not be put into its metadata.
     *
     * @param body the JSON of a successful answer
     * @throws dev.llmconnect.LLMException made by {@link EmbeddingCall#failures()} when it tells of a failure or is no answer
     */
    EmbeddingResponse decode(JsonNode body, EmbeddingCall call);
}
