package dev.llmconnect.server.internal.openai;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.server.internal.endpoint.AnswerFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer as the {@code chat.completion.chunk}s of a stream: the role, deltas, why it stopped, and the tokens used where the client
 * asked for them. What a provider said beyond its words is known at the end only, and stands there. To be used by one thread.
 */
final class ChatChunks {
    private static final String TOOL_CALLS = "tool_calls";

    private final String id;
    private final long created;
    private final ChatBody asked;
    private final Set<Integer> custom = new HashSet<>();
    private String model;

    ChatChunks(String id, long created, ChatBody asked) {
        this.id = id;
        this.created = created;
        this.asked = asked;
        this.model = asked.config().modelName();
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

    Map<String, Object> delta(StreamEvent event) {
        if (event instanceof StreamEvent.Text text) {
            return chunk(Map.of("content", text.text()), null);
        }
        if (event instanceof StreamEvent.Reasoning reasoning) {
            return chunk(Map.of("reasoning_content", reasoning.text()), null);
        }
        if (event instanceof StreamEvent.Refusal refusal) {
            return chunk(Map.of("refusal", refusal.text()), null);
        }
        return chunk(Map.of(TOOL_CALLS, List.of(toolCall((ToolCallDelta) event))), null);
    }

    private Map<String, Object> toolCall(ToolCallDelta delta) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("index", delta.index());
        String name = delta.name();
        if (name != null) {
            boolean isCustom = asked.tools().customNames().contains(name);
            if (isCustom) {
                custom.add(delta.index());
            }
            String type = isCustom ? "custom" : "function";
            call.put("id", delta.id());
            call.put("type", type);
            call.put(type, ChatToolCalls.inner(isCustom, name, delta.arguments()));
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
            last.put(AnswerFacts.FIELD, AnswerFacts.of(answer.metadata()));
            return List.of(last);
        }
        Map<String, Object> usage = head();
        usage.put("choices", List.of());
        usage.put("usage", ChatAnswer.usage(answer, wire));
        usage.put(AnswerFacts.FIELD, AnswerFacts.of(answer.metadata()));
        return List.of(last, usage);
    }

    private Map<String, Object> finish(LLMResponse answer, WireAnswer wire) {
        Map<String, Object> delta = new LinkedHashMap<>(wire.message());
        List<Object> annotations = Annotations.of(answer);
        if (!annotations.isEmpty()) {
            delta.putIfAbsent("annotations", annotations);
        }
        List<Object> items = ReasoningItems.of(answer);
        if (!items.isEmpty()) {
            delta.put(ReasoningItems.FIELD, items);
        }
        List<Object> attached = attached(answer.toolCalls());
        if (!attached.isEmpty()) {
            delta.put(TOOL_CALLS, attached);
        }
        Map<String, Object> chunk = chunk(delta, answer.finishReason().value());
        WireAnswer.addTo(choice(chunk), wire.choice());
        return chunk;
    }

    /** What providers attached to their calls. */
    private static List<Object> attached(List<ToolCall> calls) {
        List<Object> attached = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            Map<String, Object> fields = ChatToolCalls.attached(calls.get(i));
            if (!fields.isEmpty()) {
                Map<String, Object> call = new LinkedHashMap<>();
                call.put("index", i);
                call.putAll(fields);
                attached.add(call);
            }
        }
        return attached;
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
