package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.GatewayProcess;
import dev.llmconnect.bench.gateway.Http;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.load.LoadResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** 200 calls one after the other on one connection, right after the start, answered by the mock provider. */
final class SequentialCallsOnMock implements Scenario {
    private static final int CALLS = 200;

    @Override
    public String name() {
        return "sequential";
    }

    @Override
    public void run(Bench bench) throws Exception {
        for (int round = 1; round <= bench.settings().rounds(); round++) {
            for (Jdk jdk : bench.jdks()) {
                run(bench, jdk, round);
            }
        }
    }

    private void run(Bench bench, Jdk jdk, int round) throws Exception {
        try (Gateway gateway = bench.llmConnect().start("mock-" + jdk.major(), jdk, "mock", "", List.of())) {
            GatewayProcess process = gateway.process().orElseThrow();
            Http.get(gateway.health());
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("health_ms", (System.nanoTime() - process.startedAt()) / 1e6);
            CallTemplate call = CallTemplate.post(
                    gateway.uri(Endpoint.EXECUTE), Map.of(), "{\"prompt\":\"Say hello to the benchmark.\"}", 0);
            try (ClosedLoop load = new ClosedLoop(call, 1, CALLS, Hangups.NONE)) {
                load.connect();
                load.beginCounting();
                long begun = System.nanoTime();
                load.begin();
                load.awaitSpent(Duration.ofMinutes(2));
                load.drain(Duration.ofSeconds(10));
                values.put("total_s", (System.nanoTime() - begun) / 1e9);
                LoadResult result = load.endCounting();
                values.put("p50_ms", result.millis(50));
                values.put("slowest_ms", result.millis(100));
                values.put("failed", (double) CALLS - result.calls());
            }
            values.put("rss_mb", Meter.megabytes(process.figures().residentBytes()));
            bench.add(name(), Bench.nameOn(jdk), Map.of("calls", Integer.toString(CALLS)), round, values);
        }
    }
}
