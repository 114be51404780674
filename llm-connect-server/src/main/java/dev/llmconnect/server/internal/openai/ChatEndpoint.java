package dev.llmconnect.server.internal.openai;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.chat.ChatAnswerWriter;
import dev.llmconnect.formats.chat.ChatBody;
import dev.llmconnect.formats.chat.ChatChunks;
import dev.llmconnect.formats.chat.ChatStreamWriter;
import dev.llmconnect.formats.chat.LegacyFunctions;
import dev.llmconnect.formats.chat.OpenAIUser;
import dev.llmconnect.formats.endpoint.AnswerFacts;
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
 * {@code POST /v1/chat/completions}, as OpenAI's clients know it.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/chat">OpenAI's API reference</a>.
 */
public final class ChatEndpoint implements HttpFeature {
    private final Clock clock;

    /** @param clock tells when an answer was made */
    public ChatEndpoint(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", "/v1/chat/completions", request -> answer(request, request.json()))
                .withErrors(OpenAIErrors.OF_MESSAGES)
                .describedAs(() -> RouteDescription.of("Answers as OpenAI's Chat Completions API does")
                        .group("OpenAI")
                        .takes(JsonSchemas.object()
                                .optional("model", JsonSchemas.text())
                                .required("messages", JsonSchemas.listOf(JsonSchemas.mapOf(JsonSchemas.anything())))
                                .open()
                                .build())));
    }

    /** Answers a request with this body. */
    public HttpResponse answer(HttpRequest request, Map<String, @Nullable Object> sent) {
        CallContext context = CallLabels.withMetadata(request.context(), sent.get("metadata"), OpenAIUser.of(sent));
        boolean isLegacy = LegacyFunctions.areUsedIn(sent);
        ChatBody body = ChatBody.read(isLegacy ? LegacyFunctions.asTools(sent) : sent);
        LLMRequest call = body.request(request.newCall().context(context));
        String id = "chatcmpl-" + request.id();
        long now = clock.instant().getEpochSecond();
        if (body.stream()) {
            ChatChunks chunks = new ChatChunks(id, now, body);
            return HttpResponse.events(
                    new AnswerStream(request, call, new ChatStreamWriter(request.id(), chunks, isLegacy)));
        }
        LLMResponse response = request.adapter().execute(call);
        Map<String, Object> answer = ChatAnswerWriter.of(response, id, now);
        if (!isLegacy) {
            return HttpResponse.json(200, answer);
        }
        answer.put(AnswerFacts.FIELD, LegacyFunctions.facts(response));
        return HttpResponse.json(200, LegacyFunctions.answer(answer));
    }
}
