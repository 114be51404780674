package dev.llmconnect.formats.execute;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.StreamEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Data of a {@code delta} event (the wire contract, section 7). Text and reasoning are for every client; the other kinds for those
 * that ask for the answer in {@link AnswerForm}.
 */
public final class EventForm {
    private static final String CONTENT = "content";
    private static final String REASONING = "reasoning";
    private static final String REFUSAL = "refusal";
    private static final String TOOL_CALL = "tool_call";
    private static final String PART_START = "part_start";
    private static final String PART_END = "part_end";
    private static final String WIRE = "wire";
    private static final String RAW = "raw";
    private static final String START = "start";
    private static final int MAX_CALLS = 10_000;

    private EventForm() {}

    /** Whether every client of a stream gets an event, not only one that asks for parts. */
    public static boolean isForEveryClient(StreamEvent event) {
        return event instanceof StreamEvent.Text || event instanceof StreamEvent.Reasoning;
    }

    /** Returns the data of an event. */
    public static Map<String, Object> of(StreamEvent event) {
        if (event instanceof StreamEvent.Text text) {
            return Map.of(CONTENT, text.text());
        }
        if (event instanceof StreamEvent.Reasoning reasoning) {
            return Map.of(REASONING, reasoning.text());
        }
        if (event instanceof StreamEvent.Refusal refusal) {
            return Map.of(REFUSAL, refusal.text());
        }
        if (event instanceof StreamEvent.Start start) {
            return Map.of(START, AnswerForm.of(start.soFar()));
        }
        if (event instanceof StreamEvent.ToolCallDelta delta) {
            return Map.of(TOOL_CALL, toolCall(delta));
        }
        if (event instanceof StreamEvent.PartStart start) {
            return Map.of(PART_START, Map.of(WIRE, start.wire(), RAW, start.raw()));
        }
        return Map.of(PART_END, PartWriter.all(((StreamEvent.PartEnd) event).parts()));
    }

    private static Map<String, Object> toolCall(StreamEvent.ToolCallDelta delta) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("index", delta.index());
        String id = delta.id();
        if (id != null) {
            tree.put("id", id);
        }
        String name = delta.name();
        if (name != null) {
            tree.put("name", name);
        }
        tree.put("arguments", delta.arguments());
        if (!delta.extras().isEmpty()) {
            tree.put("extras", delta.extras());
        }
        return tree;
    }

    /**
     * Reads the data of an event. Kinds that a later version may have are left out.
     *
     * @throws LLMInvalidRequestException naming the field that is wrong
     */
    public static void read(Map<String, ?> data, Consumer<StreamEvent> events) {
        CallFields delta = CallFields.of("delta", data);
        if (delta.has(START)) {
            events.accept(new StreamEvent.Start(AnswerForm.read(delta.map(START))));
        }
        if (delta.has(PART_START)) {
            CallFields start = CallFields.of("delta." + PART_START, delta.value(PART_START));
            events.accept(new StreamEvent.PartStart(start.text(WIRE, ""), start.map(RAW)));
        }
        String reasoning = delta.text(REASONING, "");
        if (!reasoning.isEmpty()) {
            events.accept(new StreamEvent.Reasoning(reasoning));
        }
        String content = delta.text(CONTENT, "");
        if (!content.isEmpty()) {
            events.accept(new StreamEvent.Text(content));
        }
        String refusal = delta.text(REFUSAL, "");
        if (!refusal.isEmpty()) {
            events.accept(new StreamEvent.Refusal(refusal));
        }
        if (delta.has(TOOL_CALL)) {
            events.accept(readToolCall(CallFields.of("delta." + TOOL_CALL, delta.value(TOOL_CALL))));
        }
        if (delta.has(PART_END)) {
            events.accept(new StreamEvent.PartEnd(PartReader.all("delta." + PART_END, delta.value(PART_END))));
        }
    }

    private static StreamEvent readToolCall(CallFields call) {
        Long index = call.optionalCount("index");
        if (index == null || index > MAX_CALLS) {
            throw new LLMInvalidRequestException(call.path() + ".index must be a whole number of 0 to " + MAX_CALLS);
        }
        return new StreamEvent.ToolCallDelta(
                index.intValue(),
                call.optionalText("id"),
                call.optionalText("name"),
                call.text("arguments", ""),
                call.map("extras"));
    }
}
