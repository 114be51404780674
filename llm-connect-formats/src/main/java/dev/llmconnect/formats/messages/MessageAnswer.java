package dev.llmconnect.formats.messages;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.endpoint.OmittedChoices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers as Anthropic's message, with what is known beyond it in one more field, {@code llm_connect}. */
public final class MessageAnswer {
    private MessageAnswer() {}

    /** The whole message. */
    public static Map<String, Object> whole(LLMResponse answer, String requestId) {
        Map<String, Object> tree = head(answer, requestId);
        tree.put("content", AnswerBlocks.of(answer));
        StopReason.put(tree, answer);
        tree.put("usage", TokenUsage.of(answer));
        others(answer).forEach(tree::putIfAbsent);
        tree.put(AnswerFacts.FIELD, facts(answer));
        return tree;
    }

    /** The message as a stream begins it: no content yet, and no reason to stop. */
    static Map<String, Object> begun(LLMResponse soFar, String requestId) {
        Map<String, Object> tree = head(soFar, requestId);
        tree.put("content", List.of());
        tree.put("stop_reason", null);
        tree.put("stop_sequence", null);
        tree.put("usage", TokenUsage.of(soFar));
        others(soFar).forEach(tree::putIfAbsent);
        return tree;
    }

    /** What Anthropic said that has no other place; its {@code usage} is told with the counts. */
    static Map<String, Object> others(LLMResponse answer) {
        Map<String, Object> others = new LinkedHashMap<>(answer.wireFields(WireFormat.ANTHROPIC_MESSAGES));
        others.remove("id");
        others.remove("usage");
        return others;
    }

    static Map<String, Object> facts(LLMResponse answer) {
        Map<String, Object> facts = answer.metadata().toMapWithoutExtras();
        facts.put("model", answer.model());
        List<String> omitted = OmittedChoices.with(AnswerBlocks.omitted(answer), answer);
        if (!omitted.isEmpty()) {
            facts.put("omitted_parts", omitted);
        }
        return facts;
    }

    private static Map<String, Object> head(LLMResponse answer, String requestId) {
        Map<String, Object> tree = new LinkedHashMap<>();
        Object own = answer.wireFields(WireFormat.ANTHROPIC_MESSAGES).get("id");
        tree.put("id", own instanceof String id ? id : "msg_" + requestId.replaceAll("[^A-Za-z0-9_]", ""));
        tree.put("type", "message");
        tree.put("role", "assistant");
        tree.put("model", answer.model());
        return tree;
    }
}
