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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A thousand streams held open by a provider that sends a chunk every two seconds: what a stream costs while nothing happens on it. */
final class IdleStreams implements Scenario {
    private static final int STREAMS = 1000;
    private static final int SETTLE_MILLIS = 3000;
    private static final int COUNTED_MILLIS = 6000;
    private static final CallShape SHAPE = new CallShape(1000, true, StubModel.SELDOM);

    @Override
    public String name() {
        return "idle-streams";
    }

    @Override
    public void run(Bench bench) throws Exception {
        for (Gateway gateway : bench.lineup()) {
            if (gateway.process().isEmpty()) {
                continue;
            }
            for (Endpoint endpoint : Endpoint.values()) {
                Optional<CallTemplate> call = bench.call(gateway, endpoint, SHAPE);
                if (call.isPresent()) {
                    bench.add(
                            name(),
                            gateway.name(),
                            Map.of("endpoint", endpoint.label()),
                            1,
                            measure(gateway, call.get()));
                }
            }
        }
    }

    private static Map<String, Double> measure(Gateway gateway, CallTemplate call) throws InterruptedException {
        try (ClosedLoop load = new ClosedLoop(call, STREAMS, STREAMS, Hangups.NONE)) {
            load.connect();
            load.beginCounting();
            load.begin();
            Thread.sleep(SETTLE_MILLIS);
            double before = gateway.figures().cpuSeconds();
            Thread.sleep(COUNTED_MILLIS);
            ProcessFigures figures = gateway.figures();
            int unanswered = load.drain(Duration.ofSeconds(30));
            LoadResult result = load.endCounting();
            Map<String, Double> values = new LinkedHashMap<>();
            values.put(
                    "cpu_us_per_stream_s", 1e6 * (figures.cpuSeconds() - before) / (COUNTED_MILLIS / 1000.0) / STREAMS);
            values.put("rss_mb", Meter.megabytes(figures.residentBytes()));
            values.put("threads", (double) figures.threads());
            values.put("lost", (double) result.failed() + unanswered);
            return values;
        }
    }
}
