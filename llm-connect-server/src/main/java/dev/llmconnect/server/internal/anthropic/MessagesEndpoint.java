package dev.llmconnect.server.internal.anthropic;

import dev.llmconnect.server.internal.endpoint.AdapterCalls;
import dev.llmconnect.server.internal.http.Endpoint;
import dev.llmconnect.server.internal.http.ErrorFormat;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.Response;

/** {@code POST /v1/messages}: Anthropic's Messages in front of any provider. */
public final class MessagesEndpoint implements Endpoint {
    static final ErrorFormat ERRORS = new AnthropicErrors();

    private final AdapterCalls calls;

    /** An endpoint in front of an adapter. */
    public MessagesEndpoint(AdapterCalls calls) {
        this.calls = calls;
    }

    @Override
    public Response handle(Request request) {
        MessagesBody body = MessagesBody.read(request, false);
        String model = body.call().config().modelName();
        Response response = body.stream()
                ? Response.events(new MessageEvents(request, model, calls.stream(request, body.call())))
                : Response.json(200, MessageAnswer.whole(calls.execute(request, body.call()), request.id()));
        return response.withHeader("request-id", request.id());
    }

    @Override
    public ErrorFormat errors() {
        return ERRORS;
    }
}
