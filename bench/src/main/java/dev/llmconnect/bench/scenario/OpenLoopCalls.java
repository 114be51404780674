package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.load.LoadResult;
import dev.llmconnect.bench.load.OpenLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Latency when calls come at a fixed rate, however long the gateway takes; no coordinated omission. */
final class OpenLoopCalls implements Scenario {
    private static final int CONNECTIONS = 512;
    private static final List<Integer> RATES = List.of(200, 1000, 3000);
    private static final int STREAM_RATE = 1000;

    @Override
    public String name() {
        return "open-loop";
    }

    @Override
    public void run(Bench bench) throws Exception {
        for (int rate : RATES) {
            for (int round = 1; round <= bench.settings().rounds(); round++) {
                run(bench, rate, CallShape.unary(1000), round);
                if (rate == STREAM_RATE) {
                    run(bench, rate, CallShape.stream(1000), round);
                }
            }
        }
    }

    private void run(Bench bench, int rate, CallShape shape, int round) throws Exception {
        List<Gateway> lineup = bench.lineup();
        Map<String, Double> direct =
                measure(bench, lineup.get(0), Endpoint.OPENAI, shape, rate).orElseThrow();
        for (Gateway gateway : lineup.subList(1, lineup.size())) {
            for (Endpoint endpoint : Endpoint.values()) {
                Optional<Map<String, Double>> values = measure(bench, gateway, endpoint, shape, rate);
                if (values.isPresent()) {
                    Map<String, String> setup = new LinkedHashMap<>();
                    setup.put("calls/s", Integer.toString(rate));
                    setup.put("endpoint", endpoint.label());
                    setup.put("answer", shape.stream() ? "stream" : "unary");
                    bench.add(
                            name(),
                            gateway.name(),
                            setup,
                            round,
                            AddedLatency.beside(direct, values.get(), ClosedLoopCalls.PERCENTILES));
                }
            }
        }
    }

    private static Optional<Map<String, Double>> measure(
            Bench bench, Gateway gateway, Endpoint endpoint, CallShape shape, int rate) throws InterruptedException {
        Optional<CallTemplate> call = bench.call(gateway, endpoint, shape);
        if (call.isEmpty()) {
            return Optional.empty();
        }
        try (OpenLoop load = new OpenLoop(call.get(), CONNECTIONS, rate, Hangups.NONE)) {
            load.connect();
            load.begin();
            Thread.sleep(300);
            Meter meter = new Meter(gateway);
            load.beginCounting();
            Thread.sleep((long) (1000 * bench.settings().seconds()));
            int waiting = load.overdue();
            // those that still run belong to the picture: the slowest ones are among them
            int unanswered = load.drain(Duration.ofSeconds(10));
            LoadResult result = load.endCounting();
            Map<String, Double> values = meter.read(result);
            values.put("unanswered", (double) unanswered + waiting);
            return Optional.of(values);
        }
    }
}
