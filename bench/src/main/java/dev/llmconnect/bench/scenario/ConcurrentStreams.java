package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.ProcessFigures;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.load.LoadResult;
import dev.llmconnect.bench.stub.StubModel;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A thousand streams at once, each of 50 chunks that the provider sends 50 ms apart; then a thousand more, several times,
 * and by how much memory has grown from the first half of them to the second.
 */
final class ConcurrentStreams implements Scenario {
    private static final int STREAMS = 1000;
    /** Each half lasts as long as three full collections are apart: 80 ms each, on which the gateway spends a hundredth of its time. */
    private static final int WAVES = 20;

    private static final int QUICK_WAVES = 2;
    private static final List<String> COMPARED = List.of("first_token_p50_ms", "first_token_p99_ms");
    private static final CallShape SHAPE = new CallShape(1000, true, StubModel.PACED);

    @Override
    public String name() {
        return "streams";
    }

    @Override
    public void run(Bench bench) throws Exception {
        // several waves take the time of several rounds
        int rounds = bench.settings().full() ? 1 : bench.settings().rounds();
        for (int round = 1; round <= rounds; round++) {
            List<Gateway> lineup = bench.lineup();
            Map<String, Double> direct =
                    measure(bench, lineup.get(0), Endpoint.OPENAI).orElseThrow();
            bench.add(name(), "direct", Map.of("endpoint", Endpoint.OPENAI.label()), round, direct);
            for (Gateway gateway : lineup.subList(1, lineup.size())) {
                for (Endpoint endpoint : Endpoint.values()) {
                    Optional<Map<String, Double>> values = measure(bench, gateway, endpoint);
                    if (values.isPresent()) {
                        Map<String, Double> more = AddedLatency.beside(direct, values.get(), COMPARED);
                        bench.add(name(), gateway.name(), Map.of("endpoint", endpoint.label()), round, more);
                    }
                }
            }
        }
    }

    private static Optional<Map<String, Double>> measure(Bench bench, Gateway gateway, Endpoint endpoint)
            throws InterruptedException, IOException {
        Optional<CallTemplate> call = bench.call(gateway, endpoint, SHAPE);
        if (call.isEmpty()) {
            return Optional.empty();
        }
        if (gateway.process().isPresent()) {
            ProcessFigures.resetPeak(gateway.process().get().handle());
        }
        ProcessFigures before = gateway.figures();
        boolean watched = bench.settings().full() && gateway.name().startsWith("llm-connect");
        long streams = (long) STREAMS * (watched ? WAVES : QUICK_WAVES);
        try (ClosedLoop load = new ClosedLoop(call.get(), STREAMS, streams, Hangups.NONE)) {
            load.connect();
            load.beginCounting();
            load.begin();
            Thread.sleep(1000);
            int threads = gateway.figures().threads();
            MemoryWatch watch = new MemoryWatch(gateway);
            watch.watch(load, streams, Duration.ofMinutes(4));
            int unanswered = load.drain(Duration.ofSeconds(30));
            LoadResult result = load.endCounting();
            ProcessFigures after = gateway.figures();
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("first_token_p50_ms", result.firstTokenMillis(50));
            values.put("first_token_p99_ms", result.firstTokenMillis(99));
            values.put("whole_p50_ms", result.millis(50));
            values.put("whole_p99_ms", result.millis(99));
            values.put("lost", (double) result.failed() + unanswered);
            if (gateway.process().isPresent()) {
                values.put(
                        "cpu_s_per_1000_chunks",
                        1000
                                * (after.cpuSeconds() - before.cpuSeconds())
                                / Math.max(1, result.calls() * SHAPE.model().chunks()));
                values.put("peak_rss_mb", Meter.megabytes(after.peakResidentBytes()));
                values.putAll(watch.growth());
                values.put("threads", (double) threads);
            }
            return Optional.of(values);
        }
    }
}
