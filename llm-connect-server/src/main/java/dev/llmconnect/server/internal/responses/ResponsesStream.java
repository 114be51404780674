package dev.llmconnect.server.internal.responses;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.server.internal.endpoint.OpenStream;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.ResponseStream;
import dev.llmconnect.server.internal.http.StreamBody;
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
            events.send("response.created", Map.of(RESPONSE, response.begun()));
            events.send("response.in_progress", Map.of(RESPONSE, response.begun()));
            StreamedOutput output = new StreamedOutput(events, ids, body.tools().custom());
            LLMResponse whole;
            try {
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

    private void fail(LLMException failure, EventWriter events) {
        Map<String, @Nullable Object> error = OpenAIErrors.error(failure);
        events.send("error", Map.of("error", error));
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        Object code = error.get("code");
        told.put("code", code != null ? code : "server_error");
        told.put("message", error.get("message"));
        events.send("response.failed", Map.of(RESPONSE, response.failed(told)));
    }
}
