package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Door;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.GatewayProcess;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.gateway.ProcessFigures;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.load.LoadResult;
import dev.llmconnect.bench.stub.StubModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ten thousand calls held open at once against a provider that takes two seconds. At the stub each takes two sockets of
 * the gateway, so the limit on open files may allow a little less; the mock provider takes the full number.
 */
final class CallsInFlight implements Scenario {
    private static final int CALLS = 10_000;
    private static final int OTHER_FILES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "in-flight";
    }

    @Override
    public void run(Bench bench) throws Exception {
        CallShape shape = new CallShape(1000, false, new StubModel(2000, 1, 0));
        int atStub = Math.min(CALLS, (openFilesLimit() - OTHER_FILES) / 2);
        for (Jdk jdk : bench.jdks()) {
            try (Gateway gateway = start(bench, jdk, "openrouter")) {
                CallTemplate call = gateway.call(Door.EXECUTE, shape).orElseThrow();
                measure(bench, Bench.nameOn(jdk), gateway, call, atStub, "stub, 2 s");
            }
            try (Gateway gateway = start(bench, jdk, "mock")) {
                CallTemplate call = CallTemplate.post(
                        gateway.uri(Door.EXECUTE),
                        Map.of(),
                        "{\"prompt\":\"Take your time.\",\"config\":{\"model_name\":\"mock/slow-2s\"}}",
                        0);
                measure(bench, Bench.nameOn(jdk), gateway, call, CALLS, "mock/slow-2s");
            }
        }
        if (bench.takesPart("portkey")) {
            try (Gateway gateway = bench.startPortkey()) {
                CallTemplate call = gateway.call(Door.OPENAI, shape).orElseThrow();
                measure(bench, gateway.name(), gateway, call, atStub, "stub, 2 s");
            }
        }
    }

    private static Gateway start(Bench bench, Jdk jdk, String provider) throws IOException, InterruptedException {
        return bench.llmConnect()
                .start(
                        "in-flight-" + provider + "-" + jdk.major(),
                        jdk,
                        provider,
                        bench.settings().inFlightJavaOptions(),
                        bench.settings().inFlightArguments());
    }

    /** The first wave meets a cold program, the second one that has answered some ten thousand calls; both are reported. */
    private void measure(Bench bench, String name, Gateway gateway, CallTemplate call, int calls, String provider)
            throws IOException, InterruptedException {
        for (String wave : List.of("cold", "warm")) {
            Map<String, String> setup = new LinkedHashMap<>();
            setup.put("provider", provider);
            setup.put("calls", Integer.toString(calls));
            setup.put("wave", wave);
            GatewayProcess process = gateway.process().orElseThrow();
            if (!process.handle().isAlive()) {
                bench.results()
                        .skip(
                                name + " in flight, " + provider + ", " + wave,
                                "the gateway has died: " + process.tail());
                return;
            }
            bench.add(name(), name, setup, 1, wave(bench, process, call, calls));
            if (wave.equals("cold")) {
                bench.warmUp(
                        gateway,
                        Door.EXECUTE,
                        CallShape.unary(1000),
                        bench.settings().warmUpCalls());
            }
        }
    }

    private static Map<String, Double> wave(Bench bench, GatewayProcess process, CallTemplate call, int calls)
            throws IOException, InterruptedException {
        bench.stub().counts();
        ProcessFigures.resetPeak(process.handle());
        try (ClosedLoop load = new ClosedLoop(call, calls, calls, Hangups.NONE)) {
            load.connect();
            load.beginCounting();
            long begun = System.nanoTime();
            load.begin();
            int unanswered = load.drain(PATIENCE);
            double seconds = (System.nanoTime() - begun) / 1e9;
            LoadResult result = load.endCounting();
            long refused = result.failures().getOrDefault("status 503", 0L);
            ProcessFigures figures = process.figures();
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("answered", (double) result.calls());
            values.put("refused_503", (double) refused);
            values.put("lost", (double) result.failed() - refused + unanswered);
            values.put("done_s", seconds);
            values.put("p50_ms", result.millis(50));
            values.put("p99_ms", result.millis(99));
            values.put("peak_at_stub", (double) bench.stub().counts().getOrDefault("peak", 0L));
            values.put("peak_rss_mb", Meter.megabytes(figures.peakResidentBytes()));
            values.put("threads", (double) figures.threads());
            if (result.failed() > 0) {
                System.out.println("    failures: " + result.failures());
            }
            return values;
        }
    }

    private static int openFilesLimit() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> Integer.valueOf(line.split(" {2,}", 3)[1]))
                .findFirst()
                .orElseThrow();
    }
}
