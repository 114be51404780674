package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tokens a call used, as the provider counted them. What it did not say is 0.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens of the answer
 * @param totalTokens the provider's total; where it gave none, the sum
 * @param details further counts by the contract's names: {@code reasoning_tokens}, {@code cached_tokens}, {@code cache_write_tokens}, …
 */
public record Usage(long promptTokens, long completionTokens, long totalTokens, Map<String, Object> details) {
    /** Nothing known. */
    public static final Usage NONE = new Usage(0, 0, 0, Map.of());

    /** Copies {@code details}. */
    public Usage {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Counts without a total of the provider's own. */
    public static Usage of(long promptTokens, long completionTokens) {
        return new Usage(promptTokens, completionTokens, promptTokens + completionTokens, Map.of());
    }

    /** The wire contract's shape, section 2. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("prompt_tokens", promptTokens);
        map.put("completion_tokens", completionTokens);
        map.put("total_tokens", totalTokens);
        return map;
    }
}
