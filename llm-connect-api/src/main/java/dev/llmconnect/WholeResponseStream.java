package dev.llmconnect;

import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.spi.AbstractLLMStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stream of an answer that is complete before the first event. */
final class WholeResponseStream extends AbstractLLMStream {
    private final LLMResponse response;
    private final Deque<StreamEvent> events = new ArrayDeque<>();
    private int calls;

    WholeResponseStream(LLMResponse response) {
        this.response = response;
        events.add(new StreamEvent.Start(response.withoutParts()));
        List<ContentPart> parts = response.parts();
        for (int i = 0; i < parts.size(); ) {
            int end = i + 1;
            while (end < parts.size() && belongsToPartBefore(parts.get(end))) {
                end++;
            }
            delta(parts.get(i));
            events.add(new StreamEvent.PartEnd(parts.subList(i, end)));
            i = end;
        }
    }

    private static boolean belongsToPartBefore(ContentPart part) {
        return part instanceof Hint || part instanceof Citation;
    }

    private void delta(ContentPart part) {
        if (part instanceof Text text && !text.text().isEmpty()) {
            events.add(new StreamEvent.Text(text.text()));
        } else if (part instanceof Reasoning reasoning && !reasoning.text().isEmpty()) {
            events.add(new StreamEvent.Reasoning(reasoning.text()));
        } else if (part instanceof Refusal refusal && !refusal.text().isEmpty()) {
            events.add(new StreamEvent.Refusal(refusal.text()));
        } else if (part instanceof ToolCall call) {
            events.add(new StreamEvent.ToolCallDelta(
                    calls++, call.id(), call.name(), call.argumentsJson(), call.extras()));
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
