package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code GET /metrics}: what a call adds to each counter. */
final class MetricsWitness implements CallWitness {
    private Map<String, Double> before = Map.of();

    @Override
    public void before(Gateway gateway) throws Exception {
        before = scrape(gateway);
    }

    @Override
    public void after(Gateway gateway, Map<String, String> call, List<Map<String, String>> changes) throws Exception {
        Map<String, Double> added = new TreeMap<>();
        Map<String, Double> after = scrape(gateway);
        after.forEach((series, value) -> {
            double more = value - before.getOrDefault(series, 0.0);
            if (more != 0) {
                added.put(series, more);
            }
        });

        String series = "llm_connect_calls_total{caller_class=\"anonymous\",endpoint=\"" + call.get("path")
                + "\",model=\"" + CallWitness.field(call, "model") + "\",outcome=\"" + CallWitness.outcome(call)
                + "\",profile=\"" + CallWitness.field(call, "profile") + "\",provider=\""
                + CallWitness.field(call, "provider") + "\"}";
        assertThat(added).containsEntry(series, 1.0);
        assertThat(sum(added, "llm_connect_calls_total")).isEqualTo(1);
        assertThat(sum(added, "llm_connect_call_duration_seconds_count")).isEqualTo(1);
        assertThat(sum(added, "llm_connect_overhead_seconds_count")).isEqualTo(1);
        assertThat(sum(added, "llm_connect_attempts_total")).isEqualTo(Integer.parseInt(call.get("attempts")));
        assertThat(sum(added, "llm_connect_retries_total")).isEqualTo((double) CallWitness.count(changes, "retry"));
        assertThat(sum(added, "llm_connect_fallbacks_total"))
                .isEqualTo((double) CallWitness.count(changes, "fallback"));
        assertThat(sum(added, "llm_connect_tokens_total"))
                .as("tokens of all attempts, of which the log tells the last")
                .isGreaterThanOrEqualTo(Integer.parseInt(call.get("total_tokens")));
        assertThat(sum(after, "llm_connect_calls_in_flight")).isZero();
        for (Map<String, String> change : changes) {
            assertThat(added.keySet())
                    .anyMatch(name -> name.startsWith("llm_connect_attempts_total{")
                            && name.contains("outcome=\"" + change.get("reason") + "\""));
        }
        boolean streamed =
                CallWitness.outcome(call).equals("ok") && call.get("stream").equals("true");
        if (streamed) {
            assertThat(sum(added, "llm_connect_time_to_first_token_seconds_count"))
                    .isEqualTo(1);
        }
        assertThat(sum(added, "llm_connect_time_per_output_token_seconds_count"))
                .as("only answers that stream have a time per token")
                .isEqualTo(streamed ? 1 : 0);
    }

    private static double sum(Map<String, Double> series, String metric) {
        return series.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(metric + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static Map<String, Double> scrape(Gateway gateway) throws Exception {
        Map<String, Double> series = new TreeMap<>();
        gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    int blank = line.lastIndexOf(' ');
                    series.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
                });
        return series;
    }
}
