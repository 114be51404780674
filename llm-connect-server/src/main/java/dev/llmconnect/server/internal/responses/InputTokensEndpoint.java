package dev.llmconnect.server.internal.responses;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.responses.ResponsesBody;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.call.TokenEstimate;
import dev.llmconnect.server.internal.openai.OpenAIErrors;
import dev.llmconnect.server.internal.openapi.JsonSchemas;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code POST /v1/responses/input_tokens}: the provider's own count where it can count, else {@link TokenEstimate}, which the answer then
 * says in {@code llm_connect.estimated}.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/responses/input-tokens">OpenAI's API reference</a>.
 */
public final class InputTokensEndpoint implements HttpFeature {
    private final ResponseStore store;

    /** @param store has the earlier turns */
    public InputTokensEndpoint(ResponseStore store) {
        this.store = store;
    }

    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", "/v1/responses/input_tokens", this::handle)
                .withErrors(OpenAIErrors.OF_INPUT)
                .describedAs(() -> RouteDescription.of("Counts the tokens of a prompt, as OpenAI's Responses API does")
                        .group("OpenAI")
                        .takes(JsonSchemas.object()
                                .optional("model", JsonSchemas.text())
                                .required("input", JsonSchemas.anything())
                                .open()
                                .build())));
    }

    private HttpResponse handle(HttpRequest request) {
        LLMRequest call =
                ResponsesBody.read(request.json(), store.of(request.context())).on(request.newCall());
        OptionalLong counted = request.adapter().countTokens(call);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("object", "response.input_tokens");
        tree.put("input_tokens", counted.orElseGet(() -> TokenEstimate.of(call)));
        if (counted.isEmpty()) {
            tree.put(AnswerFacts.FIELD, Map.of("estimated", true));
        }
        return HttpResponse.json(200, tree);
    }
}
