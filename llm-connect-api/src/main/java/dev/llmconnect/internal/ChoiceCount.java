package dev.llmconnect.internal;

import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.WireFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many answers a call asks for, under each name that the formats have for it. */
public final class ChoiceCount {
    /** Name of the parameter. */
    public static final String NAME = "n";
    /** Maximum. Source: {@code n} in https://platform.openai.com/docs/api-reference/chat/create. */
    public static final int MAX = 128;

    private static final List<String> NAMES = List.of(NAME, "candidateCount", "candidate_count");
    private static final List<String> OBJECTS = List.of("generationConfig", "generation_config");

    private ChoiceCount() {}

    /** Returns the number of answers, 1 to {@link #MAX}; 1 if the call does not set it. */
    public static int of(LLMCall call) {
        if (!(call instanceof LLMRequest request)) {
            return 1;
        }
        Map<String, Object> params = request.config().modelParams();
        Map<String, Map<String, Object>> own = request.wireFields().required();
        if (params.isEmpty() && own.isEmpty()) {
            return 1;
        }
        int count = of(params);
        count = Math.max(count, of(own.getOrDefault(WireFormat.OPENAI_CHAT, Map.of())));
        return Math.max(count, of(own.getOrDefault(WireFormat.GEMINI_GENERATE, Map.of())));
    }

    private static int of(Map<?, ?> fields) {
        int count = largest(fields);
        for (String name : OBJECTS) {
            if (fields.get(name) instanceof Map<?, ?> inner) {
                count = Math.max(count, largest(inner));
            }
        }
        return count;
    }

    private static int largest(Map<?, ?> fields) {
        int count = 1;
        for (String name : NAMES) {
            count = Math.max(count, number(fields.get(name)));
        }
        return count;
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number number ? (int) Math.min(MAX, Math.max(1, number.doubleValue())) : 1;
    }
}
