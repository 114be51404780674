package dev.llmconnect.server.internal.responses;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.server.internal.endpoint.AdapterCalls;
import dev.llmconnect.server.internal.http.Endpoint;
import dev.llmconnect.server.internal.http.ErrorFormat;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.Response;
import dev.llmconnect.server.internal.openai.OpenAIErrors;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * {@code POST /v1/responses}: OpenAI's Responses in front of any adapter, without a memory. Thread-safe.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/responses/create">OpenAI's API reference</a>.
 */
public final class ResponsesEndpoint implements Endpoint {
    private final AdapterCalls calls;
    private final Clock clock;
    private final ResponseIds ids;

    /**
     * An endpoint in front of an adapter.
     *
     * @param clock tells when an answer was made
     * @param random what ids are made of; thread-safe
     */
    public ResponsesEndpoint(AdapterCalls calls, Clock clock, LongSupplier random) {
        this.calls = calls;
        this.clock = clock;
        this.ids = new ResponseIds(random);
    }

    @Override
    public Response handle(Request request) {
        RequestBody body = RequestBody.read(request.json());
        ResponseObject response =
                new ResponseObject(ids.response(), clock.instant().getEpochSecond(), body);
        if (body.stream()) {
            return Response.events(new ResponsesStream(
                    request, body, calls.stream(request, body.on(request.newCall())), response, ids));
        }
        LLMResponse answer = calls.execute(request, body.on(request.newCall()));
        return Response.json(200, response.ended(answer, AnswerItems.of(answer, ids)));
    }

    @Override
    public ErrorFormat errors() {
        return OpenAIErrors.OF_INPUT;
    }
}
