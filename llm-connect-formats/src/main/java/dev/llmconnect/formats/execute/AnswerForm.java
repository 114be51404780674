package dev.llmconnect.formats.execute;

import dev.llmconnect.Choice;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.internal.EmbeddingValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer with everything that {@link LLMResponse#toMap()} has no place for: its parts in order, with signatures and what belongs
 * to one wire format. Beside the five fields of the wire contract, for clients that ask for it.
 */
public final class AnswerForm {
    /** Field of a request that asks for the answer in this form, and of the answer with its parts. */
    public static final String PARTS = "parts";

    private static final String ALTERNATIVES = "alternatives";
    private static final String WIRE_FIELDS = "wire_fields";
    private static final String PROVIDER_FINISH_REASON = "provider_finish_reason";

    private AnswerForm() {}

    /** Returns the five fields and those of this form. */
    public static Map<String, Object> of(LLMResponse answer) {
        Map<String, Object> tree = new LinkedHashMap<>(answer.toMap());
        tree.put(PARTS, PartWriter.all(answer.parts()));
        if (!answer.alternatives().isEmpty()) {
            tree.put(
                    ALTERNATIVES,
                    answer.alternatives().stream().map(AnswerForm::of).toList());
        }
        if (!answer.wireFields().isEmpty()) {
            tree.put(WIRE_FIELDS, answer.wireFields());
        }
        answer.providerFinishReason().ifPresent(reason -> tree.put(PROVIDER_FINISH_REASON, reason));
        return tree;
    }

    private static Map<String, Object> of(Choice alternative) {
        Map<String, Object> tree = alternative.toMap();
        tree.put(PARTS, PartWriter.all(alternative.parts()));
        alternative.providerFinishReason().ifPresent(reason -> tree.put(PROVIDER_FINISH_REASON, reason));
        return tree;
    }

    /**
     * Reads an answer in this form, or one with the five fields only.
     *
     * @throws LLMInvalidRequestException naming the field that is wrong
     */
    public static LLMResponse read(Map<String, ?> tree) {
        LLMResponse answer = LLMResponse.fromMap(tree);
        CallFields fields = CallFields.of("the answer", tree);
        if (!fields.has(PARTS)) {
            return answer;
        }
        LLMResponse.Builder whole = answer.toBuilder()
                .parts(PartReader.all(PARTS, fields.value(PARTS)))
                .alternatives(alternatives(answer.alternatives(), fields));
        fields.maps(WIRE_FIELDS).forEach(whole::wireFields);
        String reason = fields.optionalText(PROVIDER_FINISH_REASON);
        return reason == null
                ? whole.build()
                : whole.providerFinishReason(reason).build();
    }

    /** Adds their parts to alternatives that were read without. */
    private static List<Choice> alternatives(List<Choice> read, CallFields fields) {
        if (read.isEmpty()) {
            return read;
        }
        List<Choice> whole = new ArrayList<>(read.size());
        for (Object item : fields.list(ALTERNATIVES)) {
            CallFields one = CallFields.of(ALTERNATIVES + "[" + whole.size() + "]", item);
            Choice known = read.get(whole.size());
            whole.add(
                    one.has(PARTS)
                            ? Choice.builder()
                                    .parts(PartReader.all(one.path() + "." + PARTS, one.value(PARTS)))
                                    .finishReason(known.finishReason())
                                    .providerFinishReason(one.optionalText(PROVIDER_FINISH_REASON))
                                    .build()
                            : known);
        }
        return whole;
    }

    /** Returns the JSON form of embeddings, in the order of the inputs. */
    public static Map<String, Object> of(EmbeddingResponse answer) {
        Map<String, Object> metadata = new LinkedHashMap<>(answer.metadata().toMap());
        if (!answer.usage().details().isEmpty()) {
            metadata.put("usage_details", answer.usage().details());
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("model", answer.model());
        tree.put(
                "embeddings",
                answer.embeddings().stream().map(EmbeddingValues::new).toList());
        tree.put("usage", answer.usage().toMap());
        tree.put("metadata", metadata);
        return tree;
    }
}
