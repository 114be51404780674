package dev.llmconnect.formats.cohere;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.EmbeddingCall;
import dev.llmconnect.formats.wire.EmbeddingWire;
import dev.llmconnect.formats.wire.Vectors;
import dev.llmconnect.formats.wire.WireRequest;
import java.util.List;

/**
 * Cohere's {@code POST /v2/embed} (https://docs.cohere.com/reference/embed). Its models want to know what the vectors are for; where
 * {@code model_params.input_type} does not say, it is {@value #DEFAULT_INPUT_TYPE}, and {@code metadata.input_type} says so. A text
 * that is too long is refused and not cut, unless {@code model_params.truncate} asks for that. Thread-safe.
 */
public final class CohereEmbeddings implements EmbeddingWire {
    /** The wire's name. */
    public static final String NAME = "cohere-embed";

    /** What the vectors are for when nobody says it. */
    public static final String DEFAULT_INPUT_TYPE = "search_document";

    private static final String INPUT_TYPE = "input_type";

    /** The format. */
    public CohereEmbeddings() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WireRequest encode(EmbeddingCall call) {
        EmbeddingRequest request = call.request();
        BodyBuilder body = new BodyBuilder()
                .reserve("model", "texts", "inputs", "images", "embedding_types")
                .put("model", call.model())
                .put("texts", call.texts())
                .put("embedding_types", List.of("float"))
                .putDefault(INPUT_TYPE, DEFAULT_INPUT_TYPE)
                .putDefault("truncate", "NONE");
        request.dimensions().ifPresent(length -> body.put("output_dimension", length));
        return new WireRequest(
                "/v2/embed",
                body.params(request.config().modelParams())
                        .params(request.wireFields(NAME))
                        .build());
    }

    @Override
    public EmbeddingResponse decode(JsonNode body, EmbeddingCall call) {
        if (!body.get("embeddings").isObject()) {
            throw call.failures().noAnswer(body, "it has no embeddings");
        }
        long tokens =
                body.get("meta").get("billed_units").number("input_tokens").orElse(0);
        EmbeddingResponse response = EmbeddingResponse.builder()
                .model(call.model())
                .embeddings(Vectors.inOrder(body.get("embeddings").items("float"), call))
                .usage(Usage.of(tokens, 0))
                .build();
        return saidWhatFor(call.request())
                ? response
                : response.withMetadata(known -> known.extra(INPUT_TYPE, DEFAULT_INPUT_TYPE));
    }

    private static boolean saidWhatFor(EmbeddingRequest request) {
        return request.config().modelParams().containsKey(INPUT_TYPE)
                || request.wireFields(NAME).containsKey(INPUT_TYPE);
    }
}
