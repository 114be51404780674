package dev.llmconnect.testkit;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.ArrayList;
import java.util.List;

/** Modes of calling an adapter. */
public enum CallMode {
    /** A complete answer. */
    EXECUTE {
        @Override
        LLMResponse call(LLMAdapter adapter, LLMRequest request) {
            return adapter.execute(request);
        }
    },
    /** A stream. */
    STREAM {
        @Override
        LLMResponse call(LLMAdapter adapter, LLMRequest request) {
            try (LLMStream stream = adapter.stream(request)) {
                List<StreamEvent> events = new ArrayList<>();
                stream.forEach(events::add);
                return stream.response();
            }
        }
    };

    abstract LLMResponse call(LLMAdapter adapter, LLMRequest request);

    /** Calls an adapter on its own thread, so that a call that never ends fails the test. */
    LLMResponse ask(LLMAdapter adapter, LLMRequest request) throws Exception {
        return Patience.await("the call ended (" + this + ")", () -> call(adapter, request.begin()));
    }
}
