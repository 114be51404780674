package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.gateway.ProcessFigures;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.load.LoadResult;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A million calls (50,000 in a quick run) by 64 callers, and what memory the program holds after them. */
final class MillionCalls implements Scenario {
    private static final int CONNECTIONS = 64;

    @Override
    public String name() {
        return "million";
    }

    @Override
    public void run(Bench bench) throws Exception {
        int calls = bench.settings().full() ? 1_000_000 : 50_000;
        for (Jdk jdk : bench.jdks()) {
            if (bench.settings().full() && !jdk.equals(bench.newestJdk())) {
                continue;
            }
            try (Gateway gateway =
                    bench.llmConnect().start("million-" + jdk.major(), jdk, "openrouter", "", List.of())) {
                CallTemplate call =
                        gateway.call(Endpoint.EXECUTE, CallShape.unary(1000)).orElseThrow();
                measure(bench, Bench.nameOn(jdk), gateway, call, calls);
            }
        }
        for (String peer : bench.peers()) {
            try (Gateway gateway = bench.startPeer(peer)) {
                CallTemplate call =
                        gateway.call(Endpoint.OPENAI, CallShape.unary(1000)).orElseThrow();
                // a hundredth: it would take an hour otherwise
                measure(bench, gateway.name(), gateway, call, calls / 100);
            }
        }
    }

    private void measure(Bench bench, String name, Gateway gateway, CallTemplate call, int calls)
            throws InterruptedException, IOException {
        try (ClosedLoop load = new ClosedLoop(call, CONNECTIONS, calls, Hangups.NONE)) {
            load.connect();
            load.beginCounting();
            load.begin();
            load.awaitSpent(Duration.ofMinutes(20));
            load.drain(Duration.ofSeconds(20));
            LoadResult result = load.endCounting();
            ProcessFigures figures = gateway.figures();
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("calls_per_s", result.perSecond());
            values.put("cpu_s_per_1000", 1000 * figures.cpuSeconds() / result.calls());
            values.put("rss_end_mb", Meter.megabytes(figures.residentBytes()));
            values.put("peak_rss_mb", Meter.megabytes(figures.peakResidentBytes()));
            values.put("threads", (double) figures.threads());
            values.put("failed", (double) result.failed());
            bench.add(name(), name, Map.of("calls", Integer.toString(calls)), 1, values);
        }
    }
}
