package dev.llmconnect.formats.responses;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.chat.OpenAIError;
import dev.llmconnect.formats.endpoint.ByteOutput;
import dev.llmconnect.formats.endpoint.FailureAnswer;
import dev.llmconnect.formats.endpoint.StreamWriter;
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
public final class ResponsesStreamWriter implements StreamWriter {
    private static final String RESPONSE = "response";

    private final String requestId;
    private final ResponsesBody body;
    private final ResponseObject response;
    private final ResponseIds ids;
    private @Nullable EventWriter events;

    public ResponsesStreamWriter(String requestId, ResponsesBody body, ResponseObject response, ResponseIds ids) {
        this.requestId = requestId;
        this.body = body;
        this.response = response;
        this.ids = ids;
    }

    @Override
    public void write(LLMStream answer, ByteOutput out) {
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
        writer.send("error", OpenAIError.tree(failure, "input", requestId));
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("code", failure.reason().equals(FailureReason.RATE_LIMIT) ? "rate_limit_exceeded" : "server_error");
        error.put("message", FailureAnswer.message(failure));
        writer.send("response.failed", Map.of(RESPONSE, response.failed(error)));
        return bytes.toByteArray();
    }

    @Override
    public boolean endsCleanlyAfterFailure() {
        return true;
    }
}
