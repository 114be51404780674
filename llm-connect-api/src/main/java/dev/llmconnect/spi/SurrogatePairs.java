package dev.llmconnect.spi;

import dev.llmconnect.StreamEvent;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Joins surrogate pairs split across two deltas, since a lone surrogate cannot be encoded in UTF-8. Not thread-safe. */
final class SurrogatePairs {
    /** Delta that ends with a high surrogate, held until the low one arrives. */
    private @Nullable StreamEvent held;

    /** Returns whether an event can be passed on unchanged. */
    boolean passes(StreamEvent event) {
        return held == null && !endsInside(text(event));
    }

    /** Accepts an event and adds those that are ready. */
    void accept(StreamEvent event, Deque<StreamEvent> ready) {
        StreamEvent before = held;
        held = null;
        StreamEvent whole = event;
        if (before != null && continues(before, event)) {
            whole = with(event, text(before) + text(event));
        } else if (before != null) {
            ready.add(before);
        }
        String text = text(whole);
        if (!endsInside(text)) {
            ready.add(whole);
            return;
        }
        int end = text.length() - 1;
        if (end > 0 || begins(whole)) {
            ready.add(with(whole, text.substring(0, end)));
        }
        held = continued(whole, text.substring(end));
    }

    /** Ends the input: passes on a lone surrogate unchanged. */
    void finish(Deque<StreamEvent> ready) {
        if (held != null) {
            ready.add(held);
            held = null;
        }
    }

    private static boolean endsInside(String text) {
        return !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    private static String text(StreamEvent event) {
        if (event instanceof StreamEvent.Text text) {
            return text.text();
        }
        if (event instanceof StreamEvent.Reasoning reasoning) {
            return reasoning.text();
        }
        if (event instanceof StreamEvent.Refusal refusal) {
            return refusal.text();
        }
        return event instanceof StreamEvent.ToolCallDelta delta ? delta.arguments() : "";
    }

    private static boolean continues(StreamEvent before, StreamEvent event) {
        if (before instanceof StreamEvent.ToolCallDelta call) {
            return event instanceof StreamEvent.ToolCallDelta delta
                    && delta.index() == call.index()
                    && delta.name() == null;
        }
        return before.getClass() == event.getClass();
    }

    private static boolean begins(StreamEvent event) {
        return event instanceof StreamEvent.ToolCallDelta delta && delta.name() != null;
    }

    private static StreamEvent continued(StreamEvent event, String text) {
        return event instanceof StreamEvent.ToolCallDelta delta
                ? new StreamEvent.ToolCallDelta(delta.index(), null, null, text, Map.of())
                : with(event, text);
    }

    private static StreamEvent with(StreamEvent event, String text) {
        if (event instanceof StreamEvent.Text) {
            return new StreamEvent.Text(text);
        }
        if (event instanceof StreamEvent.Reasoning) {
            return new StreamEvent.Reasoning(text);
        }
        if (event instanceof StreamEvent.Refusal) {
            return new StreamEvent.Refusal(text);
        }
        return event instanceof StreamEvent.ToolCallDelta delta
                ? new StreamEvent.ToolCallDelta(delta.index(), delta.id(), delta.name(), text, delta.extras())
                : event;
    }
}
