package dev.llmconnect.server.internal.openai;

import dev.llmconnect.CallContext;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.formats.chat.EmbeddingsAnswer;
import dev.llmconnect.formats.chat.EmbeddingsBody;
import dev.llmconnect.formats.chat.OpenAIUser;
import dev.llmconnect.formats.endpoint.CallLabels;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.openapi.JsonSchemas;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/embeddings}, as OpenAI's clients know it.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/embeddings">OpenAI's API reference</a>.
 */
public final class EmbeddingsEndpoint implements HttpFeature {
    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", "/v1/embeddings", request -> answer(request, request.json()))
                .withErrors(OpenAIErrors.OF_INPUT)
                .describedAs(() -> RouteDescription.of("Makes embeddings, as OpenAI's API does")
                        .group("OpenAI")
                        .takes(JsonSchemas.object()
                                .optional("model", JsonSchemas.text())
                                .required("input", JsonSchemas.anything())
                                .open()
                                .build())));
    }

    /** Answers a request with this body. */
    public static HttpResponse answer(HttpRequest request, Map<String, @Nullable Object> sent) {
        CallContext context = CallLabels.withMetadata(request.context(), sent.get("metadata"), OpenAIUser.of(sent));
        EmbeddingsBody body = EmbeddingsBody.read(sent);
        EmbeddingResponse answer =
                request.adapter().embed(body.request(request.newEmbedding().context(context)));
        return HttpResponse.json(200, EmbeddingsAnswer.of(answer, body.base64()));
    }
}
