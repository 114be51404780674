package dev.llmconnect.server.internal.anthropic;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.messages.MessagesBody;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.call.IncomingCalls;
import dev.llmconnect.server.internal.call.TokenEstimate;
import dev.llmconnect.server.internal.openapi.JsonSchemas;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code POST /v1/messages/count_tokens}: the provider's own count where it can count, else {@link TokenEstimate}, which the answer
 * then says in {@code llm_connect.estimated}.
 */
public final class CountTokensEndpoint implements HttpFeature {
    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", "/v1/messages/count_tokens", CountTokensEndpoint::handle)
                .withErrors(MessagesEndpoint.ERRORS)
                .describedAs(() -> RouteDescription.of(
                                "Counts the tokens of a prompt, as Anthropic's Messages API does")
                        .group("Anthropic")
                        .takes(JsonSchemas.object()
                                .optional("model", JsonSchemas.text())
                                .required("messages", JsonSchemas.listOf(JsonSchemas.mapOf(JsonSchemas.anything())))
                                .open()
                                .build())));
    }

    private static HttpResponse handle(HttpRequest request) {
        LLMRequest call = MessagesBody.read(IncomingCalls.of(request), true).call();
        OptionalLong counted = request.adapter().countTokens(call);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("input_tokens", counted.orElseGet(() -> TokenEstimate.of(call)));
        if (counted.isEmpty()) {
            tree.put(AnswerFacts.FIELD, Map.of("estimated", true));
        }
        return HttpResponse.json(200, tree).withHeader("request-id", request.id());
    }
}
