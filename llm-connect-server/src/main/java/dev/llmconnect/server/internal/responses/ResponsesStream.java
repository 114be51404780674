package dev.llmconnect.server.internal.responses;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.server.internal.endpoint.OpenStream;
import dev.llmconnect.server.internal.http.ErrorResponse;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.ResponseStream;
import dev.llmconnect.server.internal.http.StreamBody;
import dev.llmconnect.server.internal.openai.OpenAIErrors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of a streaming answer, in the order in which OpenAI sends them. The last is {@code response.completed},
 * {@code response.incomplete} or {@code response.failed}; before the last of a call that failed in its middle there is an {@code error}.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/responses-streaming">OpenAI's API reference</a>, and recordings.
 */
final class ResponsesStream implements StreamBody {
    private static final String RESPONSE = "response";

    private final Request request;
    private final RequestBody body;
    private final OpenStream answer;
    private final ResponseObject response;
    private final ResponseIds ids;

    ResponsesStream(Request request, RequestBody body, OpenStream answer, ResponseObject response, ResponseIds ids) {
        this.request = request;
        this.body = body;
        this.answer = answer;
        this.response = response;
        this.ids = ids;
    }

    @Override
    public void writeTo(ResponseStream out) {
        try (answer) {
            EventWriter events = new EventWriter(out);
            StreamedOutput output = new StreamedOutput(events, ids, body.tools().custom());
            LLMResponse whole;
            try {
                begin(events, output);
                while (answer.events().hasNext()) {
                    output.accept(answer.events().next());
                }
                whole = answer.response();
            } catch (RuntimeException e) {
                fail(request.failure(e), events);
                return;
            }
            List<Map<String, Object>> items = output.end(AnswerItems.of(whole, ids));
            Map<String, @Nullable Object> ended = response.ended(whole, items);
            events.send("response." + ended.get(OutputItem.STATUS), Map.of(RESPONSE, ended));
        }
    }

    /** Tells what is known at the beginning; the first event has come already. */
    private void begin(EventWriter events, StreamedOutput output) {
        StreamEvent first = answer.events().hasNext() ? answer.events().next() : null;
        Map<String, @Nullable Object> begun =
                first instanceof StreamEvent.Start start ? response.begun(start.soFar()) : response.begun();
        events.send("response.created", Map.of(RESPONSE, begun));
        events.send("response.in_progress", Map.of(RESPONSE, begun));
        if (first != null) {
            output.accept(first);
        }
    }

    private void fail(LLMException failure, EventWriter events) {
        Map<String, Object> tree = OpenAIErrors.OF_INPUT.tree(failure, request.id());
        events.send("error", tree);
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("code", failure.reason().equals(FailureReason.RATE_LIMIT) ? "rate_limit_exceeded" : "server_error");
        told.put("message", ErrorResponse.message(failure));
        events.send("response.failed", Map.of(RESPONSE, response.failed(told)));
    }
}
