package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.load.LoadResult;
import dev.llmconnect.bench.load.OpenLoop;
import dev.llmconnect.bench.stub.StubModel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Calls of 1 KB at a fixed rate, alone and while one caller after the other sends a prompt of 1 MB, which the provider
 * holds for 100 ms. The same is done without a gateway, since stub and callers share the machine.
 */
final class LargePromptsBesideSmall implements Scenario {
    private static final double CALLS_PER_SECOND = 300;
    private static final CallShape LARGE = new CallShape(1_000_000, false, new StubModel(100, 1, 0));

    @Override
    public String name() {
        return "large-beside-small";
    }

    @Override
    public void run(Bench bench) throws Exception {
        for (int round = 1; round <= bench.settings().rounds(); round++) {
            for (Gateway gateway : bench.lineup()) {
                Endpoint endpoint =
                        gateway.endpoints().containsKey(Endpoint.EXECUTE) ? Endpoint.EXECUTE : Endpoint.OPENAI;
                Optional<CallTemplate> small = bench.call(gateway, endpoint, CallShape.unary(1000));
                Optional<CallTemplate> large = bench.call(gateway, endpoint, LARGE);
                if (small.isPresent() && large.isPresent()) {
                    run(bench, gateway, small.get(), large.get(), round);
                }
            }
        }
    }

    private void run(Bench bench, Gateway gateway, CallTemplate small, CallTemplate large, int round)
            throws InterruptedException {
        // the p99 of too few calls is chance
        double seconds = 4 * bench.settings().seconds();
        LoadResult alone = smallCalls(small, seconds);
        LoadResult beside;
        long largeCalls;
        try (ClosedLoop load = new ClosedLoop(large, 1)) {
            load.connect();
            load.beginCounting();
            load.begin();
            beside = smallCalls(small, seconds);
            largeCalls = load.endCounting().calls();
        }
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("alone_p50_ms", alone.millis(50));
        values.put("alone_p99_ms", alone.millis(99));
        values.put("beside_p50_ms", beside.millis(50));
        values.put("beside_p99_ms", beside.millis(99));
        values.put("ratio", beside.millis(99) / alone.millis(99));
        values.put("large_calls", (double) largeCalls);
        values.put("failed", (double) alone.failed() + beside.failed());
        bench.add(name(), gateway.name(), Map.of(), round, values);
    }

    private static LoadResult smallCalls(CallTemplate call, double seconds) throws InterruptedException {
        try (OpenLoop load = new OpenLoop(call, 64, CALLS_PER_SECOND, Hangups.NONE)) {
            load.connect();
            load.begin();
            Thread.sleep(300);
            load.beginCounting();
            Thread.sleep((long) (1000 * seconds));
            load.drain(Duration.ofSeconds(10));
            return load.endCounting();
        }
    }
}
