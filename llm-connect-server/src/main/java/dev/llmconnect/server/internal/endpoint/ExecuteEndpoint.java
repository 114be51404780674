package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.server.internal.http.Endpoint;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.Response;

/** {@code POST /execute}: one prompt through the adapter (the wire contract, sections 2 and 7). */
public final class ExecuteEndpoint implements Endpoint {
    private final AdapterCalls calls;

    /** An endpoint in front of an adapter. */
    public ExecuteEndpoint(AdapterCalls calls) {
        this.calls = calls;
    }

    @Override
    public Response handle(Request request) {
        ExecuteBody body = ExecuteBody.read(request.json());
        LLMRequest call =
                request.newCall().prompt(body.prompt()).config(body.config()).build();
        if (body.stream()) {
            return Response.events(new ExecuteStream(request, calls.stream(request, call)));
        }
        return Response.json(200, calls.execute(request, call).toMap());
    }
}
