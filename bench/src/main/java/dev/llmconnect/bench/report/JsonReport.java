package dev.llmconnect.bench.report;

import com.squareup.moshi.Moshi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results as JSON: the facts, every single measurement, and the medians. */
public final class JsonReport {
    private JsonReport() {}

    /** The whole document. */
    public static String text(Results results, Map<String, String> facts) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("facts", facts);
        document.put("skipped", List.copyOf(results.skipped()));
        document.put("measurements", rows(results.measurements()));
        document.put("medians", rows(results.medians()));
        return new Moshi.Builder().build().adapter(Object.class).indent("  ").toJson(document);
    }

    private static List<Map<String, Object>> rows(List<Measurement> measurements) {
        return measurements.stream()
                .map(one -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("scenario", one.scenario());
                    row.put("gateway", one.gateway());
                    row.put("setup", one.setup());
                    row.put("round", one.round());
                    row.put("values", one.values());
                    return row;
                })
                .toList();
    }
}
