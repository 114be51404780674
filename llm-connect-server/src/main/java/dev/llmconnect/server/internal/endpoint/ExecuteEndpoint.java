package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.endpoint.CallLabels;
import dev.llmconnect.formats.execute.AnswerForm;
import dev.llmconnect.formats.execute.CallReader;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /execute}: one prompt or conversation through the adapter (the wire contract, sections 2 and 7), and beside it what else
 * an adapter can be asked for: {@code /execute/embeddings} and {@code /execute/tokens}.
 */
public final class ExecuteEndpoint implements HttpFeature {
    private static final String GROUP = "calls";

    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", "/execute", request -> answer(request, request.context()))
                .describedAs(() -> RouteDescription.of("Runs one prompt or conversation")
                        .group(GROUP)
                        .takes(ExecuteBody.SCHEMA)
                        .answers(ExecuteBody.ANSWER_SCHEMA)));
        routing.add(HttpRoute.call("POST", "/execute/embeddings", ExecuteEndpoint::embed)
                .describedAs(() -> RouteDescription.of("Makes embeddings")
                        .group(GROUP)
                        .takes(ExecuteBody.EMBEDDING_SCHEMA)
                        .answers(ExecuteBody.EMBEDDINGS_SCHEMA)));
        routing.add(HttpRoute.call("POST", "/execute/tokens", ExecuteEndpoint::countTokens)
                .describedAs(() -> RouteDescription.of("Counts the tokens of a prompt, where the provider can")
                        .group(GROUP)
                        .takes(ExecuteBody.SCHEMA)));
    }

    /** Answers a request for {@code /execute} in a context made of its own. */
    public static HttpResponse answer(HttpRequest request, CallContext context) {
        Map<String, @Nullable Object> body = request.json();
        boolean wantsParts = ExecuteBody.flag(body, AnswerForm.PARTS);
        boolean wantsStream = ExecuteBody.flag(body, "stream");
        LLMRequest call = call(request, body, context);
        if (wantsStream) {
            return HttpResponse.events(new ExecuteStream(request, call, wantsParts));
        }
        LLMResponse answer = request.adapter().execute(call);
        return HttpResponse.json(200, wantsParts ? AnswerForm.of(answer) : answer.toMap());
    }

    private static LLMRequest call(HttpRequest request, Map<String, @Nullable Object> body, CallContext context) {
        return CallReader.read(body, request.newCall().context(CallLabels.ofExecute(context, body)))
                .build();
    }

    private static HttpResponse embed(HttpRequest request) {
        Map<String, @Nullable Object> body = request.json();
        CallContext context = CallLabels.ofExecute(request.context(), body);
        return HttpResponse.json(
                200,
                AnswerForm.of(request.adapter()
                        .embed(CallReader.read(body, request.newEmbedding().context(context))
                                .build())));
    }

    /** A provider that cannot count is no failure: {@code null} is what the adapter says. */
    private static HttpResponse countTokens(HttpRequest request) {
        OptionalLong count = request.adapter().countTokens(call(request, request.json(), request.context()));
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("tokens", count.isPresent() ? count.getAsLong() : null);
        return HttpResponse.json(200, answer);
    }
}
