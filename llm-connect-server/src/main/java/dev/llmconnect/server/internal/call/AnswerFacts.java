package dev.llmconnect.server.internal.call;

import dev.llmconnect.LLMResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What doors add to another API's answer, in one object that its clients ignore: the facts that only this server knows. */
public final class AnswerFacts {
    /** The name of that object. */
    public static final String FIELD = "llm_connect";

    private static final List<String> KEYS = List.of(
            LLMResponse.PROVIDER,
            LLMResponse.PROFILE,
            LLMResponse.REQUEST_ID,
            LLMResponse.PROVIDER_REQUEST_ID,
            LLMResponse.ATTEMPTS,
            LLMResponse.DROPPED_PARAMS,
            LLMResponse.COST_USD);

    private AnswerFacts() {}

    /** The facts that are there, by the names that they have in the contract's metadata. */
    public static Map<String, Object> of(Map<String, Object> metadata) {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (String key : KEYS) {
            Object value = metadata.get(key);
            if (value != null) {
                facts.put(key, value);
            }
        }
        return facts;
    }
}
