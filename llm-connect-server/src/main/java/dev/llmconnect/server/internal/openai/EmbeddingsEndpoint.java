package dev.llmconnect.server.internal.openai;

import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.server.internal.endpoint.AdapterCalls;
import dev.llmconnect.server.internal.http.Endpoint;
import dev.llmconnect.server.internal.http.ErrorFormat;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.Response;

/**
 * {@code POST /v1/embeddings}, as OpenAI's clients know it.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/embeddings">OpenAI's API reference</a>.
 */
public final class EmbeddingsEndpoint implements Endpoint {
    private final AdapterCalls calls;

    /** An endpoint in front of an adapter. */
    public EmbeddingsEndpoint(AdapterCalls calls) {
        this.calls = calls;
    }

    @Override
    public Response handle(Request request) {
        EmbeddingsBody body = EmbeddingsBody.read(request.json());
        EmbeddingResponse answer = calls.embed(request, body.request(request.newEmbedding()));
        return Response.json(200, EmbeddingsAnswer.of(answer, body.base64()));
    }

    @Override
    public ErrorFormat errors() {
        return OpenAIErrors.OF_INPUT;
    }
}
