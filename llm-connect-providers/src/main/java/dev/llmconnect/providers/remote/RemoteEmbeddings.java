package dev.llmconnect.providers.remote;

import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.providers.json.JsonNode;
import dev.llmconnect.providers.openai.ChatDialect;
import dev.llmconnect.providers.openai.OpenAIEmbeddings;
import dev.llmconnect.providers.wire.EmbeddingCall;
import dev.llmconnect.providers.wire.EmbeddingWire;
import dev.llmconnect.providers.wire.WireRequest;

/** Embeddings of another llm-connect server, through the {@code POST /v1/embeddings} it has for OpenAI's clients. Thread-safe. */
final class RemoteEmbeddings implements EmbeddingWire {
    private final EmbeddingWire openai = new OpenAIEmbeddings(ChatDialect.OPENAI);

    @Override
    public String name() {
        return openai.name();
    }

    @Override
    public WireRequest encode(EmbeddingCall call) {
        WireRequest request = openai.encode(call);
        return new WireRequest("/v1" + request.path(), request.body(), ExecuteWire.facts(call));
    }

    @Override
    public EmbeddingResponse decode(JsonNode body, EmbeddingCall call) {
        return openai.decode(body, call);
    }
}
