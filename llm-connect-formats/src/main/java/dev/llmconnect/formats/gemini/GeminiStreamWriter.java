package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.Redactor;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.endpoint.ByteOutput;
import dev.llmconnect.formats.endpoint.ServerSentEvent;
import dev.llmconnect.formats.endpoint.StreamWriter;
import dev.llmconnect.formats.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The chunks of a streaming answer, as server-sent events or as the elements of one JSON array. The last one has the function calls, what
 * else came whole, the reason why the model stopped, and the tokens used.
 */
public final class GeminiStreamWriter implements StreamWriter {
    private final String requestId;
    private final boolean events;
    private final Set<Reasoning> signed = new HashSet<>();
    private String model;
    private boolean begun;
    private boolean spoken;

    /** @param events whether the chunks are server-sent events, which clients ask for with {@code alt=sse} */
    public GeminiStreamWriter(String requestId, String model, boolean events) {
        this.requestId = requestId;
        this.events = events;
        this.model = Redactor.redact(model);
    }

    @Override
    public void write(LLMStream stream, ByteOutput out) {
        for (StreamEvent event : stream) {
            part(event).ifPresent(part -> send(GeminiAnswerWriter.chunk(List.of(part), model, requestId), out));
        }
        LLMResponse whole = stream.response();
        List<Map<String, Object>> left = spoken ? unsent(whole.parts()) : GeminiAnswerWriter.parts(whole);
        send(GeminiAnswerWriter.of(whole, left, requestId), out);
        if (!events) {
            out.write("]".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private Optional<Map<String, Object>> part(StreamEvent event) {
        if (event instanceof StreamEvent.Start start) {
            model = start.soFar().model().isEmpty() ? model : start.soFar().model();
            return Optional.empty();
        }
        if (event instanceof StreamEvent.Reasoning reasoning) {
            spoken = true;
            return Optional.of(GeminiAnswerWriter.reasoning(Reasoning.of(reasoning.text())));
        }
        if (event instanceof StreamEvent.Text text) {
            spoken = true;
            return Optional.of(GeminiAnswerWriter.text(text.text()));
        }
        if (event instanceof StreamEvent.Refusal refusal) {
            spoken = true;
            return Optional.of(GeminiAnswerWriter.text(refusal.text()));
        }
        return event instanceof StreamEvent.PartEnd end && end.parts().get(0) instanceof Reasoning reasoning
                ? signature(reasoning)
                : Optional.empty();
    }

    /** What proves the reasoning that has just been streamed, on a thought without words. */
    private Optional<Map<String, Object>> signature(Reasoning reasoning) {
        boolean proves = ThoughtSignature.of(reasoning).isPresent() && signed.add(reasoning);
        if (!proves) {
            return Optional.empty();
        }
        spoken = true;
        return Optional.of(GeminiAnswerWriter.reasoning(Reasoning.of("", reasoning.signature(), reasoning.raw())));
    }

    /** The parts that no event told. */
    private List<Map<String, Object>> unsent(List<ContentPart> parts) {
        List<Map<String, Object>> unsent = new ArrayList<>();
        for (ContentPart part : parts) {
            if (part instanceof ToolCall || part instanceof Media || part instanceof Opaque) {
                GeminiAnswerWriter.part(part).ifPresent(unsent::add);
            } else if (part instanceof Reasoning reasoning) {
                signature(reasoning).ifPresent(unsent::add);
            }
        }
        return unsent;
    }

    private void send(Map<String, Object> chunk, ByteOutput out) {
        out.write(bytes(chunk));
        begun = true;
    }

    private byte[] bytes(Map<String, Object> chunk) {
        return events ? ServerSentEvent.bytes(chunk) : JsonText.bytes(begun ? ",\r\n" : "[", chunk, "");
    }

    /** A thought without words: some of Google's clients read every line as JSON, and take an empty text for a fault. */
    @Override
    public byte[] ping() {
        return events
                ? bytes(GeminiAnswerWriter.chunk(
                        List.of(GeminiAnswerWriter.reasoning(Reasoning.of(""))), model, requestId))
                : "\n".getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Some clients overlook the error and take the end of the stream for the end of the answer, so the connection breaks after it:
     * {@link #endsCleanlyAfterFailure} stays {@code false}.
     */
    @Override
    public byte[] failure(LLMException failure) {
        Map<String, Object> error = GeminiErrorWriter.tree(failure, requestId);
        return events ? bytes(error) : JsonText.bytes(begun ? ",\r\n" : "[", error, "]");
    }
}
