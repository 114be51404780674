package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vectors of an {@link EmbeddingRequest}. Immutable and thread-safe.
 *
 * @param model the model that answered, as the provider names it
 * @param embeddings one for each input, in the inputs' order
 * @param usage the tokens of the inputs; embeddings have no others
 * @param metadata what is known beyond the other fields, by the names of {@link LLMResponse}: {@link LLMResponse#PROVIDER},
 *     {@link LLMResponse#REQUEST_ID}, …; values as for a JSON writer
 */
public record EmbeddingResponse(String model, List<Embedding> embeddings, Usage usage, Map<String, Object> metadata) {
    /** Copies the list and the map. */
    public EmbeddingResponse {
        embeddings = List.copyOf(embeddings);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Vectors without metadata. */
    public EmbeddingResponse(String model, List<Embedding> embeddings, Usage usage) {
        this(model, embeddings, usage, Map.of());
    }

    /** This answer with an entry of {@link #metadata()}, in place of one that was there. */
    public EmbeddingResponse withMetadata(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(metadata);
        more.put(key, value);
        return new EmbeddingResponse(model, embeddings, usage, more);
    }

    /** This answer with an entry of {@link #metadata()} that was not there; one that was there stays. */
    public EmbeddingResponse withMetadataIfAbsent(String key, Object value) {
        return metadata.containsKey(key) ? this : withMetadata(key, value);
    }

    /** Names the answer, never what it says. */
    @Override
    public String toString() {
        return "EmbeddingResponse[" + model + ", " + embeddings.size() + " embedding(s)]";
    }
}
