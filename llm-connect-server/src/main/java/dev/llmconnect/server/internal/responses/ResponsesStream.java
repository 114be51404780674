package dev.llmconnect.server.internal.responses;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.StreamingBody;
import dev.llmconnect.server.internal.http.ErrorResponse;
import dev.llmconnect.server.internal.openai.OpenAIErrors;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
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
final class ResponsesStream implements StreamingBody {
    private static final String RESPONSE = "response";

    private final HttpRequest request;
    private final ResponsesBody body;
    private final LLMRequest call;
    private final ResponseObject response;
    private final ResponseIds ids;
    private @Nullable EventWriter events;

    ResponsesStream(
            HttpRequest request, ResponsesBody body, LLMRequest call, ResponseObject response, ResponseIds ids) {
        this.request = request;
        this.body = body;
        this.call = call;
        this.response = response;
        this.ids = ids;
    }

    @Override
    public void writeTo(HttpOutput out) {
        try (LLMStream answer = request.adapter().stream(call)) {
            EventWriter writer = new EventWriter(out);
            events = writer;
            StreamedOutput output = new StreamedOutput(writer, ids, body.tools().custom());
            Iterator<StreamEvent> answered = answer.iterator();
            begin(answered, writer, output);
            answered.forEachRemaining(output::accept);
            LLMResponse whole = answer.response();
            List<Map<String, Object>> items = output.end(AnswerItems.of(whole, ids));
            Map<String, @Nullable Object> ended = response.ended(whole, items);
            writer.send("response." + ended.get(OutputItem.STATUS), Map.of(RESPONSE, ended));
        }
    }

    /** Sends what is known at the beginning, once the first event has come. */
    private void begin(Iterator<StreamEvent> answered, EventWriter writer, StreamedOutput output) {
        StreamEvent first = answered.hasNext() ? answered.next() : null;
        Map<String, @Nullable Object> begun =
                first instanceof StreamEvent.Start start ? response.begun(start.soFar()) : response.begun();
        writer.send("response.created", Map.of(RESPONSE, begun));
        writer.send("response.in_progress", Map.of(RESPONSE, begun));
        if (first != null) {
            output.accept(first);
        }
    }

    @Override
    public byte[] failure(LLMException failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EventWriter writer = new EventWriter(bytes::writeBytes, events == null ? 0 : events.sent());
        writer.send("error", OpenAIErrors.OF_INPUT.tree(failure, request.id()));
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("code", failure.reason().equals(FailureReason.RATE_LIMIT) ? "rate_limit_exceeded" : "server_error");
        error.put("message", ErrorResponse.message(failure));
        writer.send("response.failed", Map.of(RESPONSE, response.failed(error)));
        return bytes.toByteArray();
    }

    @Override
    public boolean endsCleanlyAfterFailure() {
        return true;
    }
}
