package dev.llmconnect.server.internal.anthropic;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.server.internal.endpoint.AdapterCalls;
import dev.llmconnect.server.internal.endpoint.AnswerFacts;
import dev.llmconnect.server.internal.http.Endpoint;
import dev.llmconnect.server.internal.http.ErrorFormat;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code POST /v1/messages/count_tokens}: the provider's own count where it can count, else {@link TokenEstimate}, which the answer
 * then says in {@code llm_connect.estimated}.
 */
public final class CountTokensEndpoint implements Endpoint {
    private final AdapterCalls calls;

    /** An endpoint in front of an adapter. */
    public CountTokensEndpoint(AdapterCalls calls) {
        this.calls = calls;
    }

    @Override
    public Response handle(Request request) {
        LLMRequest call = MessagesBody.read(request, true).call();
        OptionalLong counted = calls.countTokens(request, call);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("input_tokens", counted.orElseGet(() -> TokenEstimate.of(call)));
        if (counted.isEmpty()) {
            tree.put(AnswerFacts.FIELD, Map.of("estimated", true));
        }
        return Response.json(200, tree).withHeader("request-id", request.id());
    }

    @Override
    public ErrorFormat errors() {
        return MessagesEndpoint.ERRORS;
    }
}
