package dev.llmconnect.formats.chat;

import dev.llmconnect.Choice;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer as the {@code chat.completion.chunk}s of a stream: the role, deltas, why it stopped, further choices, and the tokens used
 * where the client asked for them. What a provider said beyond its words is known at the end only, and stands there. To be used by one
 * thread.
 */
public final class ChatChunks {
    private static final String CHOICES = "choices";
    private static final String TOOL_CALLS = "tool_calls";

    private final ChatBody asked;
    private final Set<Integer> custom = new HashSet<>();
    private final Map<Integer, Map<String, Object>> attached = new HashMap<>();
    private String id;
    private Number created;
    private String model;

    public ChatChunks(String id, long created, ChatBody asked) {
        this.id = id;
        this.created = created;
        this.asked = asked;
        this.model = asked.config().modelName();
    }

    /** Takes what the provider says before its answer begins, so that each chunk says it too. */
    void start(LLMResponse soFar) {
        WireAnswer wire = new WireAnswer(soFar.wireFields(WireFormat.OPENAI_CHAT));
        String theirs = wire.text("id");
        Number then = wire.number("created");
        id = theirs != null ? theirs : id;
        created = then != null ? then : created;
        model = soFar.model().isEmpty() ? model : soFar.model();
    }

    /**
     * The chunk that begins the message.
     *
     * @param first what comes next; {@code null} when nothing does
     */
    Map<String, Object> role(@Nullable StreamEvent first) {
        boolean speaks = first == null || first instanceof StreamEvent.Text;
        Map<String, @Nullable Object> delta = new LinkedHashMap<>();
        delta.put("role", "assistant");
        delta.put("content", speaks ? "" : null);
        delta.put("refusal", null);
        return chunk(0, delta, null);
    }

    /** The chunk for an event; empty for one that only tells of a beginning or an end. */
    Optional<Map<String, Object>> delta(StreamEvent event) {
        if (event instanceof StreamEvent.Text text) {
            return delta("content", text.text());
        }
        if (event instanceof StreamEvent.Reasoning reasoning) {
            return delta("reasoning_content", reasoning.text());
        }
        if (event instanceof StreamEvent.Refusal refusal) {
            return delta("refusal", refusal.text());
        }
        return event instanceof ToolCallDelta call ? delta(TOOL_CALLS, List.of(toolCall(call))) : Optional.empty();
    }

    private Optional<Map<String, Object>> delta(String field, Object value) {
        return Optional.of(chunk(0, Map.of(field, value), null));
    }

    private Map<String, Object> toolCall(ToolCallDelta delta) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("index", delta.index());
        String name = delta.name();
        if (name != null) {
            boolean isCustom = "custom".equals(delta.extras().get("type"))
                    || asked.tools().customNames().contains(name);
            if (isCustom) {
                custom.add(delta.index());
            }
            String type = isCustom ? "custom" : "function";
            call.put("id", delta.id());
            call.put("type", type);
            call.put(type, ChatToolCalls.inner(isCustom, name, delta.arguments()));
            Map<String, Object> more = ChatToolCalls.attached(delta.extras());
            attached.put(delta.index(), more);
            call.putAll(more);
            return call;
        }
        boolean isCustom = custom.contains(delta.index());
        call.put(isCustom ? "custom" : "function", Map.of(ChatToolCalls.argumentsField(isCustom), delta.arguments()));
        return call;
    }

    /** The chunks that end the stream, with all that was not told yet. */
    List<Map<String, Object>> end(LLMResponse answer) {
        model = answer.model();
        WireAnswer wire = new WireAnswer(answer.wireFields(WireFormat.OPENAI_CHAT));
        List<Map<String, Object>> chunks = new ArrayList<>();
        Map<String, Object> finish = finish(answer, wire);
        WireAnswer.addTo(finish, wire.top());
        chunks.add(finish);
        for (int i = 0; i < answer.alternatives().size(); i++) {
            chunks.addAll(alternative(i + 1, answer.alternatives().get(i), wire));
        }
        if (asked.includeUsage()) {
            Map<String, Object> usage = head();
            usage.put(CHOICES, List.of());
            usage.put("usage", ChatAnswerWriter.usage(answer, wire));
            chunks.add(usage);
        }
        chunks.get(chunks.size() - 1).put(AnswerFacts.FIELD, ChatAnswerWriter.facts(answer));
        return chunks;
    }

    /** A further choice: its message as one delta, then why it stopped. */
    private List<Map<String, Object>> alternative(int index, Choice answer, WireAnswer wire) {
        Map<String, Object> delta = ChatAnswerWriter.message(answer, wire.message(index));
        if (delta.get(TOOL_CALLS) instanceof List<?> calls) {
            delta.put(TOOL_CALLS, indexed(calls));
        }
        Map<String, Object> finish =
                chunk(index, Map.of(), answer.finishReason().value());
        WireAnswer.addTo(choice(finish), wire.choice(index));
        return List.of(chunk(index, delta, null), finish);
    }

    private static List<Object> indexed(List<?> calls) {
        List<Object> indexed = new ArrayList<>(calls.size());
        for (Object call : calls) {
            Map<Object, Object> piece = new LinkedHashMap<>();
            piece.put("index", indexed.size());
            piece.putAll((Map<?, ?>) call);
            indexed.add(piece);
        }
        return indexed;
    }

    private Map<String, Object> finish(LLMResponse answer, WireAnswer wire) {
        Map<String, Object> delta = new LinkedHashMap<>(wire.message(0));
        Choice first = answer.choices().get(0);
        List<Object> annotations = Annotations.of(first);
        if (!annotations.isEmpty()) {
            delta.putIfAbsent("annotations", annotations);
        }
        delta.putAll(AnswerMedia.of(first));
        List<Object> items = ReasoningItems.of(first);
        if (!items.isEmpty()) {
            delta.put(ReasoningItems.FIELD, items);
        }
        List<Object> late = attachedLate(answer.toolCalls());
        if (!late.isEmpty()) {
            delta.put(TOOL_CALLS, late);
        }
        Map<String, Object> chunk = chunk(0, delta, answer.finishReason().value());
        WireAnswer.addTo(choice(chunk), wire.choice(0));
        return chunk;
    }

    /** What providers attached to their calls after these had begun. */
    private List<Object> attachedLate(List<ToolCall> calls) {
        List<Object> late = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            Map<String, Object> fields = ChatToolCalls.attached(calls.get(i).extras());
            if (!fields.equals(attached.getOrDefault(i, Map.of()))) {
                Map<String, Object> call = new LinkedHashMap<>();
                call.put("index", i);
                call.putAll(fields);
                late.add(call);
            }
        }
        return late;
    }

    private Map<String, Object> chunk(
            int index, Map<String, ? extends @Nullable Object> delta, @Nullable String finishReason) {
        Map<String, @Nullable Object> choice = new LinkedHashMap<>();
        choice.put("index", index);
        choice.put("delta", delta);
        choice.put("logprobs", null);
        choice.put("finish_reason", finishReason);
        Map<String, Object> chunk = head();
        chunk.put(CHOICES, List.of(choice));
        return chunk;
    }

    private Map<String, Object> head() {
        Map<String, Object> chunk = new LinkedHashMap<>();
        chunk.put("id", id);
        chunk.put("object", "chat.completion.chunk");
        chunk.put("created", created);
        chunk.put("model", model);
        return chunk;
    }

    @SuppressWarnings("unchecked") // made above
    private static Map<String, Object> choice(Map<String, Object> chunk) {
        return ((List<Map<String, Object>>) chunk.getOrDefault(CHOICES, List.of())).get(0);
    }
}
