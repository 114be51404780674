package dev.llmconnect.server.internal.openai;

import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.Routing;

/**
 * {@code POST /v1/embeddings}, as OpenAI's clients know it.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/embeddings">OpenAI's API reference</a>.
 */
public final class EmbeddingsEndpoint implements HttpFeature {
    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", "/v1/embeddings", EmbeddingsEndpoint::handle)
                .withErrors(OpenAIErrors.OF_INPUT));
    }

    private static HttpResponse handle(HttpRequest request) {
        EmbeddingsBody body = EmbeddingsBody.read(request.json());
        EmbeddingResponse answer = request.adapter().embed(body.request(request.newEmbedding()));
        return HttpResponse.json(200, EmbeddingsAnswer.of(answer, body.base64()));
    }
}
