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
 * A stream whose events and whole answer say the same. What the whole answer has beyond the events is told before the end; where they
 * differ, one of them is damaged, and the stream fails.
 */
final class ConsistentStream extends ForwardingStream {
    private final String provider;
    private final Told text = new Told();
    private final Told reasoning = new Told();
    private final Told refusal = new Told();
    private final Map<Integer, Told> calls = new TreeMap<>();
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
            Told call = calls.computeIfAbsent(more.index(), index -> new Told());
            call.id = more.id() == null ? call.id : more.id();
            call.name = more.name() == null ? call.name : more.name();
            call.append(more.arguments());
        }
    }

    private void compare(LLMResponse response) {
        String thought = reasoning.rest(response.reasoning().orElse(""), "reasoning");
        if (!thought.isEmpty()) {
            missing.add(new StreamEvent.Reasoning(thought));
        }
        String said = text.rest(response.content(), "text");
        if (!said.isEmpty()) {
            missing.add(new StreamEvent.Text(said));
        }
        String refused = refusal.rest(response.refusal().orElse(""), "refusal");
        if (!refused.isEmpty()) {
            missing.add(new StreamEvent.Refusal(refused));
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
            Told told = calls.getOrDefault(indexes.get(i), new Told());
            if (!call.id().equals(told.id) || !call.name().equals(told.name)) {
                throw differs("tool calls");
            }
            String rest = told.rest(call.argumentsJson(), "arguments of a tool call");
            if (!rest.isEmpty()) {
                missing.add(new StreamEvent.ToolCallDelta(indexes.get(i), null, null, rest));
            }
        }
    }

    private LLMException differs(String what) {
        return new LLMApiException(
                "the answer of " + provider + " is damaged: the " + what
                        + " that it streamed and its whole answer differ",
                null,
                ErrorDetails.of(provider, FailureReason.MALFORMED));
    }

    /** What has been told, as its length and hash: the text itself need not be kept a second time. */
    private final class Told {
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

        /** What of the whole has not been told. */
        String rest(String all, String what) {
            if (length > all.length() || all.substring(0, length).hashCode() != hash) {
                throw differs(what);
            }
            return all.substring(length);
        }
    }
}
