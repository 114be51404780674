package dev.llmconnect.server.internal.openai;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Redactor;
import dev.llmconnect.formats.chat.ChatBody;
import dev.llmconnect.formats.chat.CompletionsAnswer;
import dev.llmconnect.formats.chat.CompletionsBody;
import dev.llmconnect.formats.chat.CompletionsStreamWriter;
import dev.llmconnect.formats.chat.OpenAIUser;
import dev.llmconnect.formats.endpoint.CallLabels;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.call.AnswerStream;
import dev.llmconnect.server.internal.openapi.JsonSchemas;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/completions}, OpenAI's API before chats, which many tools still use: the prompt is asked as the message of a user.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/completions">OpenAI's API reference</a>.
 */
public final class CompletionsEndpoint implements HttpFeature {
    private final Clock clock;

    /** @param clock tells when an answer was made */
    public CompletionsEndpoint(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", "/v1/completions", request -> answer(request, request.json()))
                .withErrors(OpenAIErrors.OF_PROMPT)
                .describedAs(() -> RouteDescription.of("Answers as OpenAI's legacy Completions API does")
                        .group("OpenAI")
                        .takes(JsonSchemas.object()
                                .optional("model", JsonSchemas.text())
                                .required("prompt", JsonSchemas.anything())
                                .open()
                                .build())));
    }

    /** Answers a request with this body. */
    public HttpResponse answer(HttpRequest request, Map<String, @Nullable Object> sent) {
        CallContext context = CallLabels.withMetadata(request.context(), sent.get("metadata"), OpenAIUser.of(sent));
        ChatBody body = CompletionsBody.read(sent);
        LLMRequest call = body.request(request.newCall().context(context));
        CompletionsAnswer answer = new CompletionsAnswer(
                "cmpl-" + request.id(),
                clock.instant().getEpochSecond(),
                Redactor.redact(body.config().modelName()));
        return body.stream()
                ? HttpResponse.events(new AnswerStream(
                        request, call, new CompletionsStreamWriter(request.id(), answer, body.includeUsage())))
                : HttpResponse.json(200, answer.whole(request.adapter().execute(call)));
    }
}
