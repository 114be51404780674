package dev.llmconnect.formats.chat;

import dev.llmconnect.Choice;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer as a {@code chat.completion}. */
public final class ChatAnswerWriter {
    private static final String ANNOTATIONS = "annotations";

    private ChatAnswerWriter() {}

    /**
     * The whole object.
     *
     * @param id for an answer whose provider gave none of this format
     * @param created likewise, in seconds since 1970
     */
    public static Map<String, Object> of(LLMResponse answer, String id, long created) {
        WireAnswer wire = new WireAnswer(answer.wireFields(WireFormat.OPENAI_CHAT));
        String theirs = wire.text("id");
        Number then = wire.number("created");
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", theirs != null ? theirs : id);
        tree.put("object", "chat.completion");
        tree.put("created", then != null ? then : created);
        tree.put("model", answer.model());
        tree.put("choices", choices(answer, wire));
        tree.put("usage", usage(answer, wire));
        WireAnswer.addTo(tree, wire.top());
        tree.put(AnswerFacts.FIELD, facts(answer));
        return tree;
    }

    /** What only this server knows of the call, and the types of media that have no place in this format. */
    static Map<String, Object> facts(LLMResponse answer) {
        Map<String, Object> facts = answer.metadata().toMapWithoutExtras();
        List<String> omitted = new ArrayList<>(0);
        for (Choice choice : answer.choices()) {
            omitted.addAll(AnswerMedia.omitted(choice));
        }
        if (!omitted.isEmpty()) {
            facts.put("omitted_parts", omitted.stream().distinct().toList());
        }
        return facts;
    }

    static Map<String, Object> usage(LLMResponse answer, WireAnswer wire) {
        Map<String, Object> usage = ChatUsageWriter.of(answer.usage());
        WireAnswer.addTo(usage, wire.usage());
        return usage;
    }

    private static List<Object> choices(LLMResponse answer, WireAnswer wire) {
        List<Choice> all = answer.choices();
        List<Object> choices = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            Map<String, @Nullable Object> choice = new LinkedHashMap<>();
            choice.put("index", i);
            choice.put("message", message(all.get(i), wire.message(i)));
            choice.put("logprobs", null);
            choice.put("finish_reason", all.get(i).finishReason().value());
            choices.add(added(choice, wire.choice(i)));
        }
        return choices;
    }

    /**
     * The message of a choice.
     *
     * @param own what the provider of this format said in it beyond what an answer holds
     */
    static Map<String, Object> message(Choice answer, Map<String, Object> own) {
        boolean silent = answer.content().isEmpty()
                && (!answer.toolCalls().isEmpty() || answer.refusal().isPresent());
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        message.put("content", silent ? null : answer.content());
        message.put("refusal", answer.refusal().orElse(null));
        answer.reasoning().ifPresent(words -> message.put("reasoning_content", words));
        List<Object> items = ReasoningItems.of(answer);
        if (!items.isEmpty()) {
            message.put(ReasoningItems.FIELD, items);
        }
        message.put(ANNOTATIONS, own.getOrDefault(ANNOTATIONS, Annotations.of(answer)));
        message.putAll(AnswerMedia.of(answer));
        if (!answer.toolCalls().isEmpty()) {
            message.put(
                    "tool_calls",
                    answer.toolCalls().stream().map(ChatToolCalls::write).toList());
        }
        return added(message, own);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a null in a JSON object is a value like any other
    private static Map<String, Object> added(Map<String, @Nullable Object> ours, Map<String, Object> theirs) {
        Map<String, Object> all = (Map) ours;
        WireAnswer.addTo(all, theirs);
        return all;
    }
}
