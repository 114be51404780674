package dev.llmconnect.formats.gemini;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.EmbeddingCall;
import dev.llmconnect.formats.wire.EmbeddingWire;
import dev.llmconnect.formats.wire.Vectors;
import dev.llmconnect.formats.wire.WireRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gemini's {@code batchEmbedContents} (https://ai.google.dev/api/embeddings). Model parameters, such as {@code task_type}, hold for
 * each of the texts. Only the Gemini API has it; Vertex AI asks for embeddings in another way. Thread-safe.
 */
public final class GeminiEmbeddings implements EmbeddingWire {
    /** The wire's name. */
    public static final String NAME = WireFormat.GEMINI_EMBED;

    /** The format. */
    public GeminiEmbeddings() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WireRequest encode(EmbeddingCall call) {
        List<Map<String, Object>> requests =
                call.texts().stream().map(text -> one(text, call)).toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("requests", requests);
        return new WireRequest(ModelPath.of(call, "batchEmbedContents"), body);
    }

    private static Map<String, Object> one(String text, EmbeddingCall call) {
        EmbeddingRequest request = call.request();
        BodyBuilder body = new BodyBuilder()
                .reserve("model", "content")
                .put("model", "models/" + ModelPath.name(call.model()))
                .put("content", Map.of("parts", List.of(Map.of("text", text))));
        request.dimensions().ifPresent(length -> body.put("outputDimensionality", length));
        Map<String, Object> params = new LinkedHashMap<>();
        request.config().modelParams().forEach((name, value) -> params.put(GenerationConfig.camelCase(name), value));
        return body.params(params).params(request.wireFields(NAME)).build();
    }

    @Override
    public EmbeddingResponse decode(JsonNode body, EmbeddingCall call) {
        if (!body.get("embeddings").isArray()) {
            throw call.failures().noAnswer(body, "it has no embeddings");
        }
        List<JsonNode> vectors = body.items("embeddings").stream()
                .map(embedding -> embedding.get("values"))
                .toList();
        return EmbeddingResponse.builder()
                .model(call.model())
                .embeddings(Vectors.inOrder(vectors, call))
                .usage(TokenCounts.read(body.get("usageMetadata")))
                .build();
    }
}
