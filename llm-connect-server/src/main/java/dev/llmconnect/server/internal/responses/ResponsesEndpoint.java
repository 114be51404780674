package dev.llmconnect.server.internal.responses;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.chat.OpenAIUser;
import dev.llmconnect.formats.endpoint.CallLabels;
import dev.llmconnect.formats.responses.AnswerItems;
import dev.llmconnect.formats.responses.ResponseIds;
import dev.llmconnect.formats.responses.ResponseMemory;
import dev.llmconnect.formats.responses.ResponseObject;
import dev.llmconnect.formats.responses.ResponsesBody;
import dev.llmconnect.formats.responses.ResponsesStreamWriter;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.call.AnswerStream;
import dev.llmconnect.server.internal.openai.OpenAIErrors;
import dev.llmconnect.server.internal.openapi.JsonSchemas;
import java.time.Clock;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/responses}: OpenAI's Responses in front of any adapter. Answers are remembered for the next turn, unless their provider
 * has stored them, and appended to the conversation that they belong to. Thread-safe.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/responses/create">OpenAI's API reference</a>.
 */
public final class ResponsesEndpoint implements HttpFeature {
    private final Clock clock;
    private final ResponseIds ids;
    private final ResponseStore store;
    private final ConversationStore conversations;

    /**
     * @param clock tells when an answer was made
     * @param random what ids are made of; thread-safe
     * @param store keeps answers for the next turn
     * @param conversations has the conversations that answers are appended to
     */
    public ResponsesEndpoint(Clock clock, LongSupplier random, ResponseStore store, ConversationStore conversations) {
        this.clock = clock;
        this.ids = new ResponseIds(random);
        this.store = store;
        this.conversations = conversations;
    }

    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", "/v1/responses", request -> answer(request, request.json()))
                .withErrors(OpenAIErrors.OF_INPUT)
                .describedAs(() -> RouteDescription.of("Answers as OpenAI's Responses API does")
                        .group("OpenAI")
                        .takes(JsonSchemas.object()
                                .optional("model", JsonSchemas.text())
                                .required("input", JsonSchemas.anything())
                                .open()
                                .build())));
    }

    /** Answers a request with this body. */
    public HttpResponse answer(HttpRequest request, Map<String, @Nullable Object> sent) {
        CallContext context = CallLabels.withMetadata(request.context(), sent.get("metadata"), OpenAIUser.of(sent));
        ConversationClaim claim = conversations.claim(context, ResponsesBody.conversationId(sent));
        boolean isStreaming = false;
        try {
            ResponseMemory memory = store.of(context, claim);
            ResponsesBody body = ResponsesBody.read(sent, memory);
            ResponseObject response =
                    new ResponseObject(ids.response(), clock.instant().getEpochSecond(), body, memory);
            LLMRequest call = body.on(request.newCall().context(context));
            if (body.stream()) {
                AnswerStream answer =
                        new AnswerStream(request, call, new ResponsesStreamWriter(request.id(), body, response, ids));
                isStreaming = true;
                return HttpResponse.events(new ConversationStream(answer, claim));
            }
            LLMResponse answer = request.adapter().execute(call);
            return HttpResponse.json(200, response.ended(answer, AnswerItems.of(answer, ids)));
        } finally {
            if (!isStreaming) {
                claim.close();
            }
        }
    }
}
