package dev.llmconnect.formats.execute;

import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.EmbeddingCall;
import dev.llmconnect.formats.wire.EmbeddingWire;
import dev.llmconnect.formats.wire.Vectors;
import dev.llmconnect.formats.wire.WireRequest;

/** Embeddings of another llm-connect server, through its {@code POST /execute/embeddings}. Thread-safe. */
public final class ExecuteEmbeddings implements EmbeddingWire {
    @Override
    public String name() {
        return ExecuteWire.NAME;
    }

    @Override
    public boolean isTransparent() {
        return true;
    }

    @Override
    public WireRequest encode(EmbeddingCall call) {
        return new WireRequest("/execute/embeddings", CallWriter.of(call.request()), ExecuteWire.headers(call));
    }

    @Override
    public EmbeddingResponse decode(JsonNode body, EmbeddingCall call) {
        if (!body.get("embeddings").isArray()) {
            throw call.failures().noAnswer(body, "it has no embeddings");
        }
        JsonNode metadata = body.get("metadata");
        return EmbeddingResponse.builder()
                .model(body.textOrEmpty("model"))
                .embeddings(Vectors.inOrder(body.items("embeddings"), call))
                .usage(Usage.fromMap(body.object("usage"), metadata.object("usage_details")))
                .metadata(ResponseMetadata.fromMap(metadata.object()))
                .build();
    }
}
