package dev.llmconnect.server.internal.engine;

import dev.llmconnect.Cancellation;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.internal.http.MatchedRoute;
import dev.llmconnect.server.internal.http.RequestHead;
import dev.llmconnect.server.internal.http.UrlText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request of one {@link Exchange}. */
final class ExchangeRequest implements HttpRequest {
    private static final String DEPTH = "x-llm-connect-depth";
    private static final int MAX_DEPTH_DIGITS = 9;

    private final String id;
    private final RequestHead head;
    private final MatchedRoute route;
    private final Optional<String> caller;
    private final RequestBody body;
    private final long startNanos;
    private final Cancellation cancellation;
    private final LLMAdapter adapter;
    private @Nullable Map<String, List<String>> query;

    ExchangeRequest(
            String id,
            RequestHead head,
            MatchedRoute route,
            Optional<String> caller,
            RequestBody body,
            long startNanos,
            Cancellation cancellation,
            LLMAdapter adapter) {
        this.id = id;
        this.head = head;
        this.route = route;
        this.caller = caller;
        this.body = body;
        this.startNanos = startNanos;
        this.cancellation = cancellation;
        this.adapter = adapter;
    }

    @Override
    public String id() {
        return id;
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
    public Optional<String> caller() {
        return caller;
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
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public LLMRequest.Builder newCall() {
        return started(LLMRequest.builder());
    }

    @Override
    public EmbeddingRequest.Builder newEmbedding() {
        return started(EmbeddingRequest.builder());
    }

    @Override
    public LLMAdapter adapter() {
        return adapter;
    }

    private <B extends LLMCall.Builder<B>> B started(B call) {
        return call.requestId(id).depth(depth()).cancellation(cancellation).startNanos(startNanos);
    }

    private int depth() {
        List<String> values = head.values(DEPTH);
        if (values.isEmpty()) {
            return 0;
        }
        String text = values.get(0).strip();
        boolean number = !text.isEmpty()
                && text.length() <= MAX_DEPTH_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (values.size() > 1 || !number) {
            throw new LLMInvalidRequestException(
                    "the header X-LLM-Connect-Depth must be one whole number of at least 0");
        }
        return Integer.parseInt(text);
    }
}
