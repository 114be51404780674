package dev.llmconnect.formats.ollama;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.EmbeddingCall;
import dev.llmconnect.formats.wire.EmbeddingWire;
import dev.llmconnect.formats.wire.Vectors;
import dev.llmconnect.formats.wire.WireRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Ollama's {@code POST /api/embed} (https://docs.ollama.com/api/embed). A text that is too long is refused and not cut, unless
 * {@code model_params.truncate} asks for that. Thread-safe.
 */
public final class OllamaEmbeddings implements EmbeddingWire {
    /** The wire's name. */
    public static final String NAME = WireFormat.OLLAMA_EMBED;

    private static final String OPTIONS = "options";

    /** What stands beside {@code options} or is refused there; every other model parameter is one of the options. */
    private static final Set<String> TOP_LEVEL = Set.of("model", "input", "truncate", "keep_alive", OPTIONS);

    /** The format. */
    public OllamaEmbeddings() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WireRequest encode(EmbeddingCall call) {
        EmbeddingRequest request = call.request();
        Map<String, Object> top = new LinkedHashMap<>();
        Map<String, Object> inner = new LinkedHashMap<>();
        request.config()
                .modelParams()
                .forEach((name, value) -> (TOP_LEVEL.contains(name) ? top : inner).put(name, value));
        BodyBuilder body = new BodyBuilder()
                .reserve("model", "input")
                .put("model", call.model())
                .put("input", call.texts())
                .putDefault("truncate", false);
        request.dimensions().ifPresent(length -> body.put("dimensions", length));
        if (!inner.isEmpty()) {
            body.put(OPTIONS, inner);
        }
        return new WireRequest(
                "/api/embed", body.params(top).params(request.wireFields(NAME)).build());
    }

    @Override
    public EmbeddingResponse decode(JsonNode body, EmbeddingCall call) {
        if (!body.get("embeddings").isArray()) {
            throw call.failures().noAnswer(body, "it has no embeddings");
        }
        return EmbeddingResponse.builder()
                .model(body.filled("model").orElse(call.model()))
                .embeddings(Vectors.inOrder(body.items("embeddings"), call))
                .usage(Usage.of(body.number("prompt_eval_count").orElse(0), 0))
                .build();
    }
}
