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

/** Answers as {@code text_completion} objects, whole or in chunks, which have the same form. To be used by one thread. */
public final class CompletionsAnswer {
    private static final String CHOICES = "choices";

    private final String id;
    private final long created;
    private String model;

    /** @param model the model asked for, until it is known which one answers */
    public CompletionsAnswer(String id, long created, String model) {
        this.id = id;
        this.created = created;
        this.model = model;
    }

    /** Takes the name of the model that answers, where it is known. */
    void model(String name) {
        model = name.isEmpty() ? model : name;
    }

    /** The whole answer. */
    public Map<String, Object> whole(LLMResponse answer) {
        model(answer.model());
        List<Object> choices = new ArrayList<>();
        for (Choice choice : answer.choices()) {
            choices.add(
                    choice(choices.size(), text(choice), choice.finishReason().value()));
        }
        Map<String, Object> tree = head();
        tree.put(CHOICES, choices);
        tree.put("usage", usage(answer));
        tree.put(AnswerFacts.FIELD, ChatAnswerWriter.facts(answer));
        return tree;
    }

    /** A chunk with some text, or with the reason why the model stopped. */
    Map<String, Object> piece(int index, String text, @Nullable String finishReason) {
        Map<String, Object> tree = head();
        tree.put(CHOICES, List.of(choice(index, text, finishReason)));
        return tree;
    }

    private static Map<String, @Nullable Object> choice(int index, String text, @Nullable String finishReason) {
        Map<String, @Nullable Object> choice = new LinkedHashMap<>();
        choice.put("text", text);
        choice.put("index", index);
        choice.put("logprobs", null);
        choice.put("finish_reason", finishReason);
        return choice;
    }

    /** The text of a choice, or the one with which the model refuses. */
    static String text(Choice choice) {
        return choice.content() + choice.refusal().orElse("");
    }

    /** The chunk with the tokens used. */
    Map<String, Object> usageChunk(LLMResponse answer) {
        Map<String, Object> tree = head();
        tree.put(CHOICES, List.of());
        tree.put("usage", usage(answer));
        return tree;
    }

    private static Map<String, Object> usage(LLMResponse answer) {
        return ChatAnswerWriter.usage(answer, new WireAnswer(answer.wireFields(WireFormat.OPENAI_CHAT)));
    }

    private Map<String, Object> head() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", id);
        tree.put("object", "text_completion");
        tree.put("created", created);
        tree.put("model", model);
        return tree;
    }
}
