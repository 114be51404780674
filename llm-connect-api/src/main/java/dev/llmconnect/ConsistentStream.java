package dev.llmconnect;

import dev.llmconnect.spi.ForwardingStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ensures that the events of a stream and its final answer agree. Emits what only the final answer contains before the end, and
 * fails the stream if the two contradict each other.
 */
final class ConsistentStream extends ForwardingStream {
    private final String provider;
    private final Emitted text = new Emitted();
    private final Emitted reasoning = new Emitted();
    private final Emitted refusal = new Emitted();
    private final Map<Integer, Emitted> calls = new TreeMap<>();
    private final Deque<StreamEvent> missing = new ArrayDeque<>();
    private @Nullable LLMResponse whole;

    ConsistentStream(LLMStream stream, String provider) {
        super(stream);
        this.provider = provider;
    }

    @Override
    protected @Nullable StreamEvent next() {
        if (whole != null) {
            return missing.poll();
        }
        StreamEvent event = super.next();
        if (event != null) {
            received(event);
            return event;
        }
        LLMResponse response = super.assemble();
        whole = response;
        compare(response);
        return missing.poll();
    }

    @Override
    protected LLMResponse assemble() {
        return whole != null ? whole : super.assemble();
    }

    private void received(StreamEvent event) {
        if (event instanceof StreamEvent.Text more) {
            text.append(more.text());
        } else if (event instanceof StreamEvent.Reasoning more) {
            reasoning.append(more.text());
        } else if (event instanceof StreamEvent.Refusal more) {
            refusal.append(more.text());
        } else if (event instanceof StreamEvent.ToolCallDelta more) {
            Emitted call = calls.computeIfAbsent(more.index(), index -> new Emitted());
            call.id = more.id() == null ? call.id : more.id();
            call.name = more.name() == null ? call.name : more.name();
            call.append(more.arguments());
        }
    }

    private void compare(LLMResponse response) {
        String moreReasoning = reasoning.rest(response.reasoning().orElse(""), "reasoning");
        if (!moreReasoning.isEmpty()) {
            missing.add(new StreamEvent.Reasoning(moreReasoning));
        }
        String moreText = text.rest(response.content(), "text");
        if (!moreText.isEmpty()) {
            missing.add(new StreamEvent.Text(moreText));
        }
        String moreRefusal = refusal.rest(response.refusal().orElse(""), "refusal");
        if (!moreRefusal.isEmpty()) {
            missing.add(new StreamEvent.Refusal(moreRefusal));
        }
        compareCalls(response.toolCalls());
    }

    private void compareCalls(List<ToolCall> whole) {
        List<Integer> indexes = new ArrayList<>(calls.keySet());
        if (indexes.size() > whole.size()) {
            throw differs("tool calls");
        }
        for (int i = 0; i < whole.size(); i++) {
            ToolCall call = whole.get(i);
            if (i >= indexes.size()) {
                int index = indexes.isEmpty() ? i : indexes.get(indexes.size() - 1) + 1 + i - indexes.size();
                missing.add(new StreamEvent.ToolCallDelta(
                        index, call.id(), call.name(), call.argumentsJson(), call.extras()));
                continue;
            }
            Emitted emitted = calls.getOrDefault(indexes.get(i), new Emitted());
            if (!call.id().equals(emitted.id) || !call.name().equals(emitted.name)) {
                throw differs("tool calls");
            }
            String rest = emitted.rest(call.argumentsJson(), "arguments of a tool call");
            if (!rest.isEmpty()) {
                missing.add(new StreamEvent.ToolCallDelta(indexes.get(i), null, null, rest));
            }
        }
    }

    private LLMException differs(String what) {
        return new LLMApiException(
                "the answer of " + provider + " is inconsistent: the " + what
                        + " of the stream and of the whole answer differ",
                null,
                ErrorDetails.of(provider, FailureReason.MALFORMED));
    }

    /** Text emitted so far, as length and hash, so that it is not stored twice. */
    private final class Emitted {
        private @Nullable String id;
        private @Nullable String name;
        private int length;
        private int hash;

        void append(String more) {
            for (int i = 0; i < more.length(); i++) {
                // As String.hashCode() has it.
                hash = 31 * hash + more.charAt(i);
            }
            length += more.length();
        }

        /** Returns the part of the final text that has not been emitted. */
        String rest(String all, String what) {
            if (length > all.length() || all.substring(0, length).hashCode() != hash) {
                throw differs(what);
            }
            return all.substring(length);
        }
    }
}
