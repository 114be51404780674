package dev.llmconnect;

import dev.llmconnect.spi.AbstractLLMStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stream of an answer that was there before anyone pulled. */
final class WholeResponseStream extends AbstractLLMStream {
    private final LLMResponse response;
    private final Deque<StreamEvent> events = new ArrayDeque<>();

    WholeResponseStream(LLMResponse response) {
        this.response = response;
        response.reasoning().ifPresent(text -> events.add(new StreamEvent.Reasoning(text)));
        if (!response.content().isEmpty()) {
            events.add(new StreamEvent.Text(response.content()));
        }
        response.refusal().ifPresent(text -> events.add(new StreamEvent.Refusal(text)));
        List<ToolCall> calls = response.toolCalls();
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            events.add(new StreamEvent.ToolCallDelta(i, call.id(), call.name(), call.argumentsJson()));
        }
    }

    @Override
    protected @Nullable StreamEvent next() {
        return events.poll();
    }

    @Override
    protected LLMResponse assemble() {
        return response;
    }

    @Override
    protected void release() {
        // Nothing is held open.
    }
}
