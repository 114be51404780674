package dev.llmconnect.bench.report;

import java.util.Map;

/**
 * Figures taken together, once.
 *
 * @param scenario its name
 * @param gateway what was measured
 * @param setup what distinguishes it from other measurements of the scenario, such as {@code connections → 64}
 * @param round from 1; rounds of one setup are summed up as medians
 * @param values figures by name and unit, such as {@code p99_ms}
 */
public record Measurement(
        String scenario, String gateway, Map<String, String> setup, int round, Map<String, Double> values) {}
