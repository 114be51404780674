package dev.llmconnect.bench.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a gateway adds to the time that the same calls take without one. */
final class AddedLatency {
    private AddedLatency() {}

    /** The values, with {@code added_NAME} for each of the names given: the value less the direct one, where both were measured. */
    static Map<String, Double> beside(Map<String, Double> direct, Map<String, Double> values, List<String> names) {
        Map<String, Double> more = new LinkedHashMap<>(values);
        for (String name : names) {
            Double value = values.get(name);
            Double least = direct.get(name);
            if (value != null && least != null) {
                more.put("added_" + name, value - least);
            }
        }
        return more;
    }
}
