package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.ledger.NanoDollars;
import dev.llmconnect.ledger.store.UsageQuery;
import dev.llmconnect.ledger.store.UsageQuery.Dimension;
import dev.llmconnect.ledger.store.UsageSummary;
import dev.llmconnect.server.ApiKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code llm-connect serve} tells at {@code GET /metrics} beyond what the server counts: money, circuits and limits. */
class MetricsOverHttpTest {
    private final ApiKeys.NewKey alice = ApiKeys.generate("alice");

    @TempDir
    Path folder;

    private Map<String, String> environment() throws Exception {
        String hash = alice.entry().substring("alice:".length());
        Path callers = Files.writeString(
                folder.resolve("callers.json"),
                "{\"callers\": {\"alice\": {\"sha256\": [\"" + hash
                        + "\"], \"budgets\": [{\"usd\": 1000, \"per\": \"month\"}]}}}");
        Path prices = Files.writeString(
                folder.resolve("prices.json"),
                "{\"mock\": {\"models\": {\"mock/echo\": {\"input\": 1000000, \"output\": 1000000}}}}");
        Map<String, String> environment = new HashMap<>();
        environment.put("LLM_CONNECT_API_KEYS_FILE", callers.toString());
        environment.put("LLM_CONNECT_PRICES_FILE", prices.toString());
        environment.put("LLM_CONNECT_DATA_DIR", folder.resolve("data").toString());
        return environment;
    }

    private static Map<String, Double> series(String text) {
        Map<String, Double> series = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            series.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
        });
        return series;
    }

    private static double sum(Map<String, Double> series, String metric) {
        return series.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(metric + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private Map<String, Double> scrape(Gateway gateway) throws Exception {
        return series(gateway.getAs(alice.key(), "/metrics").body());
    }

    @Test
    void costAndTokensAreThoseOfTheLedgerAndBudgetsAreUsed() throws Exception {
        try (Gateway gateway = new Gateway(environment())) {
            for (String stream : List.of("false", "true")) {
                assertThat(gateway.postAs(
                                        alice.key(),
                                        "/execute",
                                        "{\"prompt\":\"Hi there\",\"stream\":" + stream
                                                + ",\"config\":{\"model_name\":\"mock/echo\"}}")
                                .statusCode())
                        .isEqualTo(200);
            }
            Ledger ledger = gateway.assembly.ledger().orElseThrow();
            assertThat(ledger.flush(Duration.ofSeconds(20))).isTrue();
            UsageSummary booked = ledger.store()
                    .summarize(UsageQuery.between(Instant.EPOCH, Instant.now().plusSeconds(60))
                            .groupedBy(Dimension.parse("provider")))
                    .get(0);

            double cost = NanoDollars.toUsd(booked.costNanos()).doubleValue();
            assertThat(cost).isPositive();
            Map<String, Double> series = scrape(gateway);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            String spent = "llm_connect_budget_spent_usd{budget=\"caller:alice/month\"}";
            // A call is counted after its client has the answer, and balances are read twice a second.
            while ((series.getOrDefault(spent, 0.0) < cost - 1e-6 || sum(series, "llm_connect_calls_total") < 2)
                    && System.nanoTime() < end) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                series = scrape(gateway);
            }

            assertThat(sum(series, "llm_connect_cost_usd_total")).isEqualTo(cost, within(1e-6));
            assertThat(sum(series, "llm_connect_tokens_total"))
                    .isEqualTo((double) (booked.inputTokens() + booked.outputTokens()));
            assertThat(series)
                    .containsEntry("llm_connect_budget_limit_usd{budget=\"caller:alice/month\"}", 1000.0)
                    .containsEntry("llm_connect_ledger_up", 1.0)
                    .containsEntry("llm_connect_ledger_lost_rows_total", 0.0)
                    .containsEntry("llm_connect_ledger_queued_calls", 0.0);
            assertThat(series.get(spent)).isEqualTo(cost, within(1e-6));
            assertThat(series.get("llm_connect_budget_used_ratio{budget=\"caller:alice/month\"}"))
                    .isEqualTo(cost / 1000, within(1e-9));
            assertThat(sum(series, "llm_connect_unpriced_calls_total")).isZero();
        }
    }

    @Test
    void anOpenCircuitAFallbackAndALimitAreSeen() throws Exception {
        Map<String, String> environment = environment();
        environment.put(
                "LLM_CONNECT_PROFILES_JSON",
                "{\"broken\": {\"provider\": \"mock\", \"model\": \"mock/error-503\", \"retry\": {\"max_attempts\": 1},"
                        + " \"circuit_breaker\": {\"failure_threshold\": 1}, \"fallbacks\": [\"well\"]},"
                        + " \"well\": {\"provider\": \"mock\", \"model\": \"mock/echo\", \"max_concurrent\": 5}}");
        try (Gateway gateway = new Gateway(environment)) {
            String body = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"broken\"}}";
            assertThat(gateway.postAs(alice.key(), "/execute", body).statusCode())
                    .isEqualTo(200);

            Map<String, Double> series = scrape(gateway);

            assertThat(series)
                    .containsEntry(
                            "llm_connect_open_circuits{model=\"mock/error-503\",provider=\"mock\",state=\"open\"}", 1.0)
                    .containsEntry(
                            "llm_connect_circuit_changes_total{model=\"mock/error-503\",provider=\"mock\",state=\"open\"}",
                            1.0)
                    .containsEntry("llm_connect_calls_waiting{limit=\"well\"}", 0.0);
            assertThat(sum(series, "llm_connect_fallbacks_total")).isEqualTo(1);
        }
    }
}
