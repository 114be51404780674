package dev.llmconnect.providers.mock;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.spi.AbstractLLMStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer word by word. */
final class MockStream extends AbstractLLMStream {
    private final LLMResponse answer;
    private final LLMRequest request;
    private final @Nullable LLMException breaksOff;
    private final Deque<StreamEvent> events = new ArrayDeque<>();

    /**
     * A stream.
     *
     * @param breaksOff what is thrown after half of the events; {@code null} for none
     */
    MockStream(LLMResponse answer, LLMRequest request, @Nullable LLMException breaksOff) {
        this.answer = answer;
        this.request = request;
        this.breaksOff = breaksOff;
        events.add(new StreamEvent.Start(LLMResponse.builder()
                .model(answer.model())
                .metadata(answer.metadata())
                .build()));
        answer.reasoning().ifPresent(text -> words(text).forEach(word -> events.add(new StreamEvent.Reasoning(word))));
        words(answer.content()).forEach(word -> events.add(new StreamEvent.Text(word)));
        answer.refusal().ifPresent(text -> words(text).forEach(word -> events.add(new StreamEvent.Refusal(word))));
        List<ToolCall> calls = answer.toolCalls();
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            events.add(new StreamEvent.ToolCallDelta(i, call.id(), call.name(), "", call.extras()));
            events.add(new StreamEvent.ToolCallDelta(i, null, null, call.argumentsJson()));
        }
        if (breaksOff != null) {
            int keep = (events.size() + 1) / 2;
            while (events.size() > keep) {
                events.removeLast();
            }
        }
    }

    @Override
    protected @Nullable StreamEvent next() {
        request.cancellation().throwIfCancelled();
        if (request.deadline().isExpired()) {
            throw MockAdapter.timedOut(request);
        }
        if (events.isEmpty() && breaksOff != null) {
            throw breaksOff;
        }
        return events.poll();
    }

    @Override
    protected LLMResponse assemble() {
        return answer;
    }

    @Override
    protected void release() {
        events.clear();
    }

    /** Each with the blanks behind it. */
    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("(?<=\\s)(?=\\S)"));
    }
}
