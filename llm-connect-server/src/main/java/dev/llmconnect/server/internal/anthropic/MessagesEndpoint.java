package dev.llmconnect.server.internal.anthropic;

import dev.llmconnect.formats.messages.MessageAnswer;
import dev.llmconnect.formats.messages.MessagesBody;
import dev.llmconnect.formats.messages.MessagesStreamWriter;
import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.call.AnswerStream;
import dev.llmconnect.server.internal.call.IncomingCalls;
import dev.llmconnect.server.internal.openapi.JsonSchemas;

/** {@code POST /v1/messages}: Anthropic's Messages in front of any provider. */
public final class MessagesEndpoint implements HttpFeature {
    static final ErrorFormat ERRORS = new AnthropicErrors();

    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", "/v1/messages", MessagesEndpoint::handle)
                .withErrors(ERRORS)
                .describedAs(() -> RouteDescription.of("Answers as Anthropic's Messages API does")
                        .group("Anthropic")
                        .takes(JsonSchemas.object()
                                .optional("model", JsonSchemas.text())
                                .required("messages", JsonSchemas.listOf(JsonSchemas.mapOf(JsonSchemas.anything())))
                                .required("max_tokens", JsonSchemas.between(1, Integer.MAX_VALUE))
                                .open()
                                .build())));
    }

    private static HttpResponse handle(HttpRequest request) {
        MessagesBody body = MessagesBody.read(IncomingCalls.of(request), false);
        String model = body.call().config().modelName();
        HttpResponse response = body.stream()
                ? HttpResponse.events(
                        new AnswerStream(request, body.call(), new MessagesStreamWriter(request.id(), model)))
                : HttpResponse.json(200, MessageAnswer.whole(request.adapter().execute(body.call()), request.id()));
        return response.withHeader("request-id", request.id());
    }
}
