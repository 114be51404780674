package dev.llmconnect.server.internal.engine;

import dev.llmconnect.CallContext;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.internal.http.MatchedRoute;
import dev.llmconnect.server.internal.http.RequestHead;
import dev.llmconnect.server.internal.http.UrlText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request of one {@link Exchange}. */
final class ExchangeRequest implements HttpRequest {
    private final RequestHead head;
    private final MatchedRoute route;
    private final RequestBody body;
    private final CallContext context;
    private final LLMAdapter adapter;
    private @Nullable Map<String, List<String>> query;

    ExchangeRequest(RequestHead head, MatchedRoute route, RequestBody body, CallContext context, LLMAdapter adapter) {
        this.head = head;
        this.route = route;
        this.body = body;
        this.context = context;
        this.adapter = adapter;
    }

    @Override
    public String id() {
        return context.requestId();
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String path() {
        return head.path();
    }

    @Override
    public String pathParameter(String name) {
        return route.parameter(name);
    }

    @Override
    public Map<String, List<String>> query() {
        Map<String, List<String>> parameters = query;
        if (parameters == null) {
            parameters = UrlText.query(head.query());
            query = parameters;
        }
        return parameters;
    }

    @Override
    public List<String> headers(String name) {
        return head.values(name);
    }

    @Override
    public Map<String, @Nullable Object> json() {
        return body.json();
    }

    @Override
    public byte[] body() {
        return body.copy();
    }

    @Override
    public CallContext context() {
        return context;
    }

    @Override
    public LLMRequest.Builder newCall() {
        return LLMRequest.builder().context(context);
    }

    @Override
    public EmbeddingRequest.Builder newEmbedding() {
        return EmbeddingRequest.builder().context(context);
    }

    @Override
    public LLMAdapter adapter() {
        return adapter;
    }
}
