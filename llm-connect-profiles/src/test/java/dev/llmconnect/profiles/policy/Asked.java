package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;

/** The two ways to ask. */
enum Asked {
    UNARY {
        @Override
        LLMResponse of(LLMAdapter adapter, LLMRequest request) {
            return adapter.execute(request);
        }
    },
    STREAM {
        @Override
        LLMResponse of(LLMAdapter adapter, LLMRequest request) {
            StringBuilder read = new StringBuilder();
            try (LLMStream stream = adapter.stream(request)) {
                for (StreamEvent event : stream) {
                    if (event instanceof StreamEvent.Text more) {
                        read.append(more.text());
                    }
                }
                LLMResponse whole = stream.response();
                if (!whole.content().contentEquals(read)) {
                    throw new AssertionError("the events said something else than the response: " + read);
                }
                return whole;
            }
        }
    };

    abstract LLMResponse of(LLMAdapter adapter, LLMRequest request);
}
