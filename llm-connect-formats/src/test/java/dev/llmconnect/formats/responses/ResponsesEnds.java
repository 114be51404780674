package dev.llmconnect.formats.responses;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.FormatEnds;
import dev.llmconnect.formats.endpoint.StreamWriter;
import dev.llmconnect.formats.wire.Wire;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** OpenAI's Responses. */
public final class ResponsesEnds implements FormatEnds {
    private final ResponseIds ids = new ResponseIds(new AtomicLong()::incrementAndGet);

    @Override
    public Wire wire() {
        return new ResponsesWire();
    }

    @Override
    public LLMRequest read(Map<String, Object> document) {
        return ResponsesBody.read(document).on(LLMRequest.builder());
    }

    @Override
    public Map<String, Object> write(LLMResponse answer, Map<String, Object> asked) {
        return new ResponseObject("resp_1", 1, ResponsesBody.read(asked), ResponseMemory.NONE)
                .ended(answer, AnswerItems.of(answer, ids));
    }

    @Override
    public StreamWriter stream(Map<String, Object> asked) {
        ResponsesBody body = ResponsesBody.read(asked);
        return new ResponsesStreamWriter("1", body, new ResponseObject("resp_1", 1, body, ResponseMemory.NONE), ids);
    }
}
