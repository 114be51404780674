package dev.llmconnect.formats.chat;

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
 * An answer as the {@code chat.completion.chunk}s of a stream: the role, deltas, why it stopped, and the tokens used where the client
 * asked for them. What a provider said beyond its words is known at the end only, and stands there. To be used by one thread.
 */
public final class ChatChunks {
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
        return chunk(delta, null);
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
        return Optional.of(chunk(Map.of(field, value), null));
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
        Map<String, Object> last = finish(answer, wire);
        WireAnswer.addTo(last, wire.top());
        if (!asked.includeUsage()) {
            last.put(AnswerFacts.FIELD, ChatAnswerWriter.facts(answer));
            return List.of(last);
        }
        Map<String, Object> usage = head();
        usage.put("choices", List.of());
        usage.put("usage", ChatAnswerWriter.usage(answer, wire));
        usage.put(AnswerFacts.FIELD, ChatAnswerWriter.facts(answer));
        return List.of(last, usage);
    }

    private Map<String, Object> finish(LLMResponse answer, WireAnswer wire) {
        Map<String, Object> delta = new LinkedHashMap<>(wire.message());
        List<Object> annotations = Annotations.of(answer);
        if (!annotations.isEmpty()) {
            delta.putIfAbsent("annotations", annotations);
        }
        delta.putAll(AnswerMedia.of(answer));
        List<Object> items = ReasoningItems.of(answer);
        if (!items.isEmpty()) {
            delta.put(ReasoningItems.FIELD, items);
        }
        List<Object> late = attachedLate(answer.toolCalls());
        if (!late.isEmpty()) {
            delta.put(TOOL_CALLS, late);
        }
        Map<String, Object> chunk = chunk(delta, answer.finishReason().value());
        WireAnswer.addTo(choice(chunk), wire.choice());
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

    private Map<String, Object> chunk(Map<String, ? extends @Nullable Object> delta, @Nullable String finishReason) {
        Map<String, @Nullable Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("delta", delta);
        choice.put("logprobs", null);
        choice.put("finish_reason", finishReason);
        Map<String, Object> chunk = head();
        chunk.put("choices", List.of(choice));
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
        return ((List<Map<String, Object>>) chunk.getOrDefault("choices", List.of())).get(0);
    }
}
