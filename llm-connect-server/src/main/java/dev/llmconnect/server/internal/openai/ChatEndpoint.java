package dev.llmconnect.server.internal.openai;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.server.internal.endpoint.AdapterCalls;
import dev.llmconnect.server.internal.http.Endpoint;
import dev.llmconnect.server.internal.http.ErrorFormat;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.Response;
import java.time.Clock;

/**
 * {@code POST /v1/chat/completions}, as OpenAI's clients know it.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/chat">OpenAI's API reference</a>.
 */
public final class ChatEndpoint implements Endpoint {
    private final AdapterCalls calls;
    private final Clock clock;

    /**
     * An endpoint in front of an adapter.
     *
     * @param clock tells when an answer was made
     */
    public ChatEndpoint(AdapterCalls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public Response handle(Request request) {
        ChatBody body = ChatBody.read(request.json());
        LLMRequest call = body.request(request.newCall());
        String id = "chatcmpl-" + request.id();
        long now = clock.instant().getEpochSecond();
        if (body.stream()) {
            ChatChunks chunks = new ChatChunks(id, now, body);
            return Response.events(new ChatStream(request, calls.stream(request, call), chunks));
        }
        return Response.json(200, ChatAnswer.of(calls.execute(request, call), id, now));
    }

    @Override
    public ErrorFormat errors() {
        return OpenAIErrors.OF_MESSAGES;
    }
}
