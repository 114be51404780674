package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
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
import java.util.Optional;

/**
 * Ten thousand calls held open at once against a provider that takes two seconds. At the stub each takes two sockets of
 * the gateway, so the limit on open files may allow a little less; the mock provider takes the full number.
 */
final class CallsInFlight implements Scenario {
    private static final int CALLS = 10_000;
    private static final int OTHER_FILES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final CallShape QUICK = CallShape.unary(1000);
    private static final String STUB = "stub, 2 s";

    @Override
    public String name() {
        return "in-flight";
    }

    @Override
    public void run(Bench bench) throws Exception {
        CallShape held = new CallShape(1000, false, StubModel.HELD);
        int atStub = Math.min(CALLS, (openFilesLimit() - OTHER_FILES) / 2);
        Gateway direct = bench.stub().direct();
        // what the machine needs without a gateway; stub and callers are then warm for all that follow
        measure(bench, direct, STUB, atStub, call(direct, Endpoint.OPENAI, held), call(direct, Endpoint.OPENAI, QUICK));
        for (Jdk jdk : bench.jdks()) {
            try (Gateway gateway = start(bench, jdk, "openrouter")) {
                measure(
                        bench,
                        gateway,
                        STUB,
                        atStub,
                        call(gateway, Endpoint.EXECUTE, held),
                        call(gateway, Endpoint.EXECUTE, QUICK));
            }
            try (Gateway gateway = start(bench, jdk, "mock")) {
                measure(
                        bench,
                        gateway,
                        "mock/slow-2s",
                        CALLS,
                        mock(gateway, "mock/slow-2s"),
                        mock(gateway, "mock/echo"));
            }
        }
        if (bench.peers().contains(Bench.PORTKEY)) {
            try (Gateway gateway = bench.startPeer(Bench.PORTKEY)) {
                measure(
                        bench,
                        gateway,
                        STUB,
                        atStub,
                        call(gateway, Endpoint.OPENAI, held),
                        call(gateway, Endpoint.OPENAI, QUICK));
            }
        }
    }

    private static CallTemplate call(Gateway gateway, Endpoint endpoint, CallShape shape) {
        return gateway.call(endpoint, shape).orElseThrow();
    }

    private static CallTemplate mock(Gateway gateway, String model) {
        String body = "{\"prompt\":\"Take your time.\",\"config\":{\"model_name\":\"" + model + "\"}}";
        return CallTemplate.post(gateway.uri(Endpoint.EXECUTE), Map.of(), body, 0);
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
    private void measure(
            Bench bench, Gateway gateway, String provider, int calls, CallTemplate call, CallTemplate warmUp)
            throws IOException, InterruptedException {
        String name = gateway.name().replaceFirst("in-flight-(openrouter|mock)", "llm-connect");
        for (String wave : List.of("cold", "warm")) {
            Map<String, String> setup = new LinkedHashMap<>();
            setup.put("provider", provider);
            setup.put("calls", Integer.toString(calls));
            setup.put("wave", wave);
            Optional<GatewayProcess> process = gateway.process();
            if (process.isPresent() && !process.get().handle().isAlive()) {
                bench.results()
                        .skip(
                                name + " in flight, " + provider + ", " + wave,
                                "the gateway has died: " + process.get().tail());
                return;
            }
            bench.add(name(), name, setup, 1, wave(bench, process, call, calls));
            if (wave.equals("cold")) {
                Bench.warmUp(warmUp, bench.settings().warmUpCalls());
            }
        }
    }

    private static Map<String, Double> wave(Bench bench, Optional<GatewayProcess> process, CallTemplate call, int calls)
            throws IOException, InterruptedException {
        bench.stub().counts();
        if (process.isPresent()) {
            ProcessFigures.resetPeak(process.get().handle());
        }
        try (ClosedLoop load = new ClosedLoop(call, calls, calls, Hangups.NONE)) {
            load.connect();
            load.beginCounting();
            long begun = System.nanoTime();
            load.begin();
            int unanswered = load.drain(PATIENCE);
            double seconds = (System.nanoTime() - begun) / 1e9;
            LoadResult result = load.endCounting();
            long refused = result.failures().getOrDefault("status 503", 0L);
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("answered", (double) result.calls());
            values.put("refused_503", (double) refused);
            values.put("lost", (double) result.failed() - refused + unanswered);
            values.put("done_s", seconds);
            values.put("p50_ms", result.millis(50));
            values.put("p99_ms", result.millis(99));
            values.put("peak_at_stub", (double) bench.stub().counts().getOrDefault("peak", 0L));
            if (process.isPresent()) {
                ProcessFigures figures = process.get().figures();
                values.put("peak_rss_mb", Meter.megabytes(figures.peakResidentBytes()));
                values.put("threads", (double) figures.threads());
            }
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
