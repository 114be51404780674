package dev.llmconnect;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one attempt at a call did.
 *
 * @param provider who was asked
 * @param model the model that answered or was asked for; empty where nobody named one
 * @param outcome {@link #OK}, or why it failed in one word, for example {@code rate_limit}
 * @param duration how long it took
 */
public record Attempt(String provider, String model, String outcome, Duration duration) {
    /** The outcome of the attempt that answered. */
    public static final String OK = "ok";

    /** Its shape in {@code metadata.attempts} of the wire contract, section 2. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("provider", provider);
        map.put("model", model);
        map.put("outcome", outcome);
        map.put("milliseconds", duration.toMillis());
        return map;
    }
}
