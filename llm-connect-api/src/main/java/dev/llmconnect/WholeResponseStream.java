package dev.llmconnect;

import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.spi.AbstractLLMStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The stream of an answer that was there before anyone pulled. */
final class WholeResponseStream extends AbstractLLMStream {
    private final LLMResponse response;
    private final Deque<StreamEvent> events = new ArrayDeque<>();
    private int calls;

    WholeResponseStream(LLMResponse response) {
        this.response = response;
        List<ContentPart> parts = response.toMessage().parts();
        if (saysTheSame(parts)) {
            parts.forEach(this::add);
        } else {
            addWithoutParts();
        }
        response.refusal().ifPresent(text -> events.add(new StreamEvent.Refusal(text)));
    }

    /** Whether the parts have all that the answer has; some providers' parts leave out what cannot be sent back. */
    private boolean saysTheSame(List<ContentPart> parts) {
        String thought = parts.stream()
                .filter(Reasoning.class::isInstance)
                .map(part -> ((Reasoning) part).text())
                .collect(Collectors.joining());
        return Message.textOf(parts).equals(response.content())
                && thought.equals(response.reasoning().orElse(""))
                && parts.stream().filter(ToolCall.class::isInstance).toList().equals(response.toolCalls());
    }

    private void add(ContentPart part) {
        if (part instanceof ContentPart.Text text) {
            events.add(new StreamEvent.Text(text.text()));
        } else if (part instanceof ToolCall call) {
            events.add(delta(calls++, call));
        } else if (part instanceof Reasoning reasoning) {
            if (!reasoning.text().isEmpty()) {
                events.add(new StreamEvent.Reasoning(reasoning.text()));
            }
            events.add(new StreamEvent.PartEnd(List.of(part)));
        } else {
            events.add(new StreamEvent.PartEnd(List.of(part)));
        }
    }

    private void addWithoutParts() {
        response.reasoning().ifPresent(text -> events.add(new StreamEvent.Reasoning(text)));
        if (!response.content().isEmpty()) {
            events.add(new StreamEvent.Text(response.content()));
        }
        response.toolCalls().forEach(call -> events.add(delta(calls++, call)));
    }

    private static StreamEvent delta(int index, ToolCall call) {
        return new StreamEvent.ToolCallDelta(index, call.id(), call.name(), call.argumentsJson(), call.extras());
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
