package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Usage;
import dev.llmconnect.server.metrics.Metric;
import dev.llmconnect.server.metrics.MetricsAccess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code GET /metrics}. */
class MetricsTest {
    private static final Pattern SERIES = Pattern.compile("([a-z0-9_]+)(?:\\{(.*)})? (\\S+)");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final ApiKeys.NewKey ALICE = ApiKeys.generate("alice");
    private static final ApiKeys KEYS = ApiKeys.parse("test", ALICE.entry());

    private final FakeAdapter adapter = new FakeAdapter();
    private final List<LLMServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(LLMServer::close);
    }

    private LLMServer start(LLMServer.Builder builder) {
        LLMServer server = builder.port(0).build();
        servers.add(server);
        server.start();
        return server;
    }

    private LLMServer start() {
        return start(LLMServer.builder(adapter));
    }

    private static HttpResponse<String> get(LLMServer server, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int execute(LLMServer server, String model, boolean stream) throws Exception {
        String body = "{\"prompt\":\"Hi\",\"stream\":" + stream
                + (model.isEmpty() ? "" : ",\"config\":{\"model_name\":\"" + model + "\"}") + "}";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/execute"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    /** Values of series by their names with labels. */
    static Map<String, Double> series(String text) {
        Map<String, Double> series = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher matcher = SERIES.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            String labels = matcher.group(2) == null ? "" : "{" + matcher.group(2) + "}";
            series.put(matcher.group(1) + labels, Double.valueOf(matcher.group(3)));
        });
        return series;
    }

    @Test
    void countsACallByWhereItCameInAndHowItEnded() throws Exception {
        LLMServer server = start();
        assertThat(execute(server, "", false)).isEqualTo(200);
        assertThat(execute(server, "", true)).isEqualTo(200);

        Map<String, Double> series = series(get(server).body());

        assertThat(series)
                .containsEntry(
                        "llm_connect_calls_total{caller_class=\"anonymous\",endpoint=\"/execute\",model=\"fake-1\","
                                + "outcome=\"ok\",profile=\"\",provider=\"fake\"}",
                        2.0)
                .containsEntry("llm_connect_calls_in_flight{endpoint=\"/execute\"}", 0.0)
                .containsEntry("llm_connect_attempts_total{model=\"fake-1\",outcome=\"ok\",provider=\"fake\"}", 2.0)
                .containsEntry("llm_connect_tokens_total{kind=\"input\",model=\"fake-1\",provider=\"fake\"}", 6.0)
                .containsEntry("llm_connect_tokens_total{kind=\"output\",model=\"fake-1\",provider=\"fake\"}", 4.0)
                .containsEntry("llm_connect_call_duration_seconds_count{endpoint=\"/execute\",provider=\"fake\"}", 2.0)
                .containsEntry(
                        "llm_connect_call_duration_seconds_bucket{endpoint=\"/execute\",provider=\"fake\",le=\"+Inf\"}",
                        2.0)
                .containsEntry("llm_connect_time_to_first_token_seconds_count{model=\"fake-1\",provider=\"fake\"}", 1.0)
                .containsEntry("llm_connect_overhead_seconds_count{endpoint=\"/execute\"}", 2.0)
                .containsEntry("llm_connect_draining", 0.0);
        assertThat(series.get("llm_connect_connections")).isPositive();
        assertThat(series.get("llm_connect_jvm_memory_used_bytes{area=\"heap\"}"))
                .isPositive();
        assertThat(series.get("llm_connect_jvm_threads{kind=\"daemon\"}")).isPositive();
    }

    @Test
    void countsFailuresByTheirCodeAndCallersByTheirClass() throws Exception {
        LLMServer server = start(LLMServer.builder(adapter).apiKeys(KEYS));
        adapter.answer = request -> {
            throw new LLMApiException(
                    "no",
                    null,
                    ErrorDetails.builder()
                            .reason(FailureReason.SERVER)
                            .providerStatus(500)
                            .build());
        };
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/execute"))
                .header("x-api-key", ALICE.key())
                .header("X-LLM-Connect-Depth", "0")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"Hi\"}"))
                .build();
        assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(502);

        String text = get(server, "x-api-key", ALICE.key()).body();

        assertThat(series(text))
                .containsEntry(
                        "llm_connect_calls_total{caller_class=\"key\",endpoint=\"/execute\",model=\"\","
                                + "outcome=\"provider_api_error\",profile=\"\",provider=\"fake\"}",
                        1.0)
                .containsEntry("llm_connect_attempts_total{model=\"\",outcome=\"server\",provider=\"fake\"}", 1.0);
        assertThat(text).doesNotContain("alice", ALICE.key());
    }

    @Test
    void aModelThatClientsMadeUpIsOtherAndAKeyInItsPlaceIsNotShown() throws Exception {
        LLMServer server = start();
        adapter.answer = request -> {
            throw new LLMApiException(
                    "no",
                    null,
                    ErrorDetails.builder().reason(FailureReason.NOT_FOUND).build());
        };
        for (int i = 0; i < 20; i++) {
            execute(server, "made-up-" + i, false);
        }
        execute(server, "sk-canary0123456789abcdefghij", false);
        adapter.answer = request -> LLMResponse.builder()
                .content("x")
                .model(request.config().modelName())
                .usage(Usage.of(1, 1))
                .build();
        execute(server, "sk-canary0123456789abcdefghij", false);

        String text = get(server).body();

        assertThat(text).doesNotContain("made-up", "sk-canary").contains("model=\"other\"", "[REDACTED]");
    }

    @Test
    void speaksTheFormatThatIsAskedFor() throws Exception {
        LLMServer server = start();
        execute(server, "", false);

        HttpResponse<String> text = get(server);
        assertThat(text.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(text.body())
                .contains(
                        "# TYPE llm_connect_calls_total counter", "# TYPE llm_connect_call_duration_seconds histogram");

        HttpResponse<String> open = get(server, "Accept", "application/openmetrics-text;version=1.0.0");
        assertThat(open.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text; version=1.0.0"));
        assertThat(open.body())
                .contains("# TYPE llm_connect_calls counter", "# UNIT llm_connect_call_duration_seconds seconds")
                .endsWith("# EOF\n");
    }

    @Test
    void withCallersKeysItWantsOneUnlessTheOperatorOpensIt() throws Exception {
        LLMServer closed = start(LLMServer.builder(adapter).apiKeys(KEYS));
        assertThat(get(closed).statusCode()).isEqualTo(401);
        assertThat(get(closed, "Authorization", "Bearer " + ALICE.key()).statusCode())
                .isEqualTo(200);

        LLMServer open = start(LLMServer.builder(adapter).apiKeys(KEYS).metricsAccess(MetricsAccess.OPEN));
        assertThat(get(open).statusCode()).isEqualTo(200);

        LLMServer off = start(LLMServer.builder(adapter).metricsAccess(MetricsAccess.OFF));
        assertThat(get(off).statusCode()).isEqualTo(404);
    }

    @Test
    void aCallersKeyShowsNoBudgetOfAnotherCaller() throws Exception {
        LLMServer.Builder builder = LLMServer.builder(adapter).metrics(sink -> {
            for (String budget : List.of("caller:alice/month", "caller:alice2/month", "caller:bob/day", "server/day")) {
                sink.add(Metric.BUDGET_USED, 0.5, budget);
            }
        });
        LLMServer closed = start(builder.apiKeys(KEYS));

        assertThat(series(get(closed, "x-api-key", ALICE.key()).body()).keySet().stream()
                        .filter(name -> name.startsWith("llm_connect_budget"))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "llm_connect_budget_used_ratio{budget=\"caller:alice/month\"}",
                        "llm_connect_budget_used_ratio{budget=\"server/day\"}");
    }

    @Test
    void answersWhileTheServerHasAsManyCallsAsItTakes() throws Exception {
        LLMServer server = start(LLMServer.builder(adapter)
                .limits(ServerLimits.builder().maxConcurrentCalls(1).build()));
        BlockingAnswer answer = new BlockingAnswer(1, true);
        adapter.answer = answer;
        try (RawClient running = new RawClient(server.port())) {
            running.post("/execute", "{\"prompt\":\"Hi\"}");
            answer.awaitBegun();

            HttpResponse<String> scrape = get(server);

            assertThat(scrape.statusCode()).isEqualTo(200);
            assertThat(series(scrape.body())).containsEntry("llm_connect_calls_in_flight{endpoint=\"/execute\"}", 1.0);
            assertThat(execute(server, "", false)).isEqualTo(503);
            answer.release();
            assertThat(running.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aScrapeWithFiveHundredModelsIsQuickAndSmall() throws Exception {
        LLMServer server = start(LLMServer.builder(adapter).metrics(sink -> {
            for (int i = 0; i < 200; i++) {
                sink.add(Metric.BUDGET_LIMIT, 100, "caller:team-" + i + "/month");
                sink.add(Metric.BUDGET_SPENT, i, "caller:team-" + i + "/month");
                sink.add(Metric.BUDGET_RESERVED, 1, "caller:team-" + i + "/month");
                sink.add(Metric.BUDGET_USED, i / 100.0, "caller:team-" + i + "/month");
            }
        }));
        adapter.answer = request -> LLMResponse.builder()
                .content("x")
                .model(request.config().modelName())
                .usage(Usage.of(10, 10))
                .build();
        for (int i = 0; i < 500; i++) {
            execute(server, "vendor/some-model-with-a-long-name-" + i, i % 2 == 0);
        }
        long best = Long.MAX_VALUE;
        String text = "";
        for (int i = 0; i < 100; i++) {
            long began = System.nanoTime();
            text = get(server).body();
            best = Math.min(best, System.nanoTime() - began);
        }

        assertThat(text.length()).isLessThan(1_000_000);
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(20));
        Map<String, Long> seriesOfEach = series(text).keySet().stream()
                .collect(Collectors.groupingBy(
                        name -> name.replaceAll("\\{.*", "").replaceAll("_(bucket|sum|count)$", ""),
                        Collectors.counting()));
        assertThat(seriesOfEach.values()).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(500));
        assertThat(seriesOfEach).containsEntry("llm_connect_budget_used_ratio", 200L);
        assertThat(seriesOfEach.get("llm_connect_calls_total")).isGreaterThan(400);
    }

    @Test
    void everyMetricThatIsShownIsInTheTableWithItsLabels() throws Exception {
        LLMServer server = start();
        execute(server, "", true);
        String text = get(server).body();

        Map<String, Metric> known = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            known.put(metric.fullName(), metric);
        }
        series(text).keySet().forEach(name -> {
            String base = name.replaceAll("\\{.*", "");
            Metric metric = known.getOrDefault(base, known.get(base.replaceAll("_(bucket|sum|count)$", "")));
            assertThat(metric).as(name).isNotNull();
            Matcher labels = Pattern.compile("([a-z_]+)=\"").matcher(name);
            List<String> shown = new ArrayList<>();
            while (labels.find()) {
                shown.add(labels.group(1));
            }
            shown.remove("le");
            assertThat(shown).containsExactlyInAnyOrderElementsOf(metric.labels());
        });
    }

    @Test
    void neitherAPromptNorATagIsShown() throws Exception {
        LLMServer server = start();
        HttpRequest post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/execute"))
                .header("X-LLM-Connect-Tags", "team=canary-tag")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"canary-prompt\"}"))
                .build();
        CLIENT.send(post, HttpResponse.BodyHandlers.ofString());

        assertThat(get(server).body()).doesNotContain("canary");
    }
}
