package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.call.CallLabels;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /execute}: one prompt through the adapter (the wire contract, sections 2 and 7). */
public final class ExecuteEndpoint implements HttpFeature {
    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", "/execute", ExecuteEndpoint::handle)
                .describedAs(() -> RouteDescription.of("Runs one prompt")
                        .group("calls")
                        .takes(ExecuteBody.SCHEMA)
                        .answers(ExecuteBody.ANSWER_SCHEMA)));
    }

    private static HttpResponse handle(HttpRequest request) {
        return answer(request, request.context());
    }

    /** Answers a request for {@code /execute} in a context made of its own. */
    public static HttpResponse answer(HttpRequest request, CallContext context) {
        Map<String, @Nullable Object> sent = request.json();
        ExecuteBody body = ExecuteBody.read(sent);
        LLMRequest call = request.newCall()
                .context(CallLabels.withTags(context, sent.get("tags")))
                .prompt(body.prompt())
                .config(body.config())
                .build();
        if (body.stream()) {
            return HttpResponse.events(new ExecuteStream(request, call));
        }
        return HttpResponse.json(200, request.adapter().execute(call).toMap());
    }
}
