package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calls and CPU of each of the first ten seconds after a start, with 64 callers from the moment that the gateway is ready, and the CPU of its
 * first 10,000 calls. The closed loop has the rates of gateways that are warm.
 */
final class FirstSeconds implements Scenario {
    private static final int CONNECTIONS = 64;
    private static final int SECONDS = 10;
    /** Each round starts every gateway twice, for ten seconds each. */
    private static final int MAX_ROUNDS = 2;

    private static final int FIRST_CALLS = 10_000;
    private static final long STEP_MILLIS = 20;
    private static final List<CallShape> SHAPES = List.of(CallShape.unary(1000), CallShape.stream(1000));

    private interface Start {
        Gateway start() throws IOException, InterruptedException;
    }

    @Override
    public String name() {
        return "cold";
    }

    @Override
    public void run(Bench bench) throws Exception {
        // the stub and the callers must not be cold themselves
        Bench.warmUp(
                bench.stub().direct().call(Endpoint.OPENAI, SHAPES.get(1)).orElseThrow(),
                bench.settings().warmUpCalls() / 4);
        List<Map.Entry<String, Start>> starts = new ArrayList<>();
        for (Jdk jdk : bench.jdks()) {
            starts.add(Map.entry(
                    Bench.nameOn(jdk),
                    () -> bench.llmConnect().start("cold-" + jdk.major(), jdk, "openrouter", "", List.of())));
        }
        for (String peer : bench.peers()) {
            starts.add(Map.entry(peer, () -> bench.startPeer(peer)));
        }
        for (int round = 1; round <= Math.min(MAX_ROUNDS, bench.settings().rounds()); round++) {
            for (CallShape shape : SHAPES) {
                for (Map.Entry<String, Start> gateway : starts) {
                    run(bench, shape, round, gateway.getValue(), gateway.getKey());
                }
            }
            // Another one is first in each round, since the machine's speed changes with time.
            Collections.rotate(starts, 1);
        }
    }

    private void run(Bench bench, CallShape shape, int round, Start start, String name) throws Exception {
        try (Gateway gateway = start.start()) {
            Optional<CallTemplate> call = gateway.call(Endpoint.OPENAI, shape);
            if (call.isPresent()) {
                bench.add(name(), name, Map.of("answer", shape.answerLabel()), round, measure(gateway, call.get()));
            }
        }
    }

    private static Map<String, Double> measure(Gateway gateway, CallTemplate call) throws InterruptedException {
        Map<String, Double> values = new LinkedHashMap<>();
        try (ClosedLoop load = new ClosedLoop(call, CONNECTIONS)) {
            load.connect();
            double cpuAtStart = gateway.figures().cpuSeconds();
            double cpu = cpuAtStart;
            long all = 0;
            long begun = System.nanoTime();
            load.beginCounting();
            load.begin();
            for (int second = 1; second <= SECONDS; second++) {
                long calls = all;
                while (System.nanoTime() - begun < second * 1_000_000_000L) {
                    Thread.sleep(STEP_MILLIS);
                    calls = load.endCounting().calls();
                    if (calls >= FIRST_CALLS && !values.containsKey("first_10000_cpu_s")) {
                        values.put(
                                "first_10000_cpu_s",
                                (gateway.figures().cpuSeconds() - cpuAtStart) * FIRST_CALLS / calls);
                        values.put("first_10000_s", (System.nanoTime() - begun) / 1e9);
                    }
                }
                double cpuNow = gateway.figures().cpuSeconds();
                values.put("calls_in_s" + second, (double) (calls - all));
                if (calls > all) {
                    values.put("cpu_s_per_1000_in_s" + second, 1000 * (cpuNow - cpu) / (calls - all));
                }
                all = calls;
                cpu = cpuNow;
            }
            values.put("failed", (double) load.endCounting().failed());
            double last = values.getOrDefault("calls_in_s" + SECONDS, 0.0);
            if (last > 0) {
                values.put("second_2_of_last_pct", 100 * values.getOrDefault("calls_in_s2", 0.0) / last);
            }
        }
        return values;
    }
}
