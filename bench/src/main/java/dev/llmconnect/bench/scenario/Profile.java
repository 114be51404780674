package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Not a measurement: a JDK Flight Recorder file of {@code /execute} at 64 connections, unary with small and
 * large prompts, and streaming, for
 * {@code jfr view hot-methods} and {@code jfr view allocation-by-class}, and which threads used the CPU. Runs only when it is asked for by name.
 */
final class Profile implements Scenario {
    private static final int SECONDS = 15;

    @Override
    public String name() {
        return "profile";
    }

    @Override
    public void run(Bench bench) throws Exception {
        for (Jdk jdk : bench.jdks()) {
            try (Gateway gateway =
                    bench.llmConnect().start("profile-" + jdk.major(), jdk, "openrouter", "", List.of())) {
                record(bench, gateway, jdk, CallShape.unary(1000), 64, "unary");
                record(bench, gateway, jdk, CallShape.unary(1_000_000), 4, "large");
                record(bench, gateway, jdk, CallShape.stream(1000), 64, "stream");
            }
        }
    }

    private static void record(Bench bench, Gateway gateway, Jdk jdk, CallShape shape, int connections, String name)
            throws Exception {
        CallTemplate call = bench.call(gateway, Endpoint.EXECUTE, shape).orElse(null);
        if (call == null) {
            return;
        }
        Path file = bench.settings().output().resolve("results/profile-" + jdk.major() + "-" + name + ".jfr");
        long pid = gateway.process().orElseThrow().handle().pid();
        bench.warmUp(
                gateway,
                Endpoint.EXECUTE,
                shape,
                shape.promptBytes() > 100_000 ? 300 : bench.settings().warmUpCalls());
        try (ClosedLoop load = new ClosedLoop(call, connections)) {
            load.connect();
            load.begin();
            Thread.sleep(1000);
            jdk.jcmd(pid, "JFR.start", "name=bench", "settings=profile");
            Map<String, Double> before = ThreadCpu.of(pid);
            Thread.sleep(1000L * SECONDS);
            ThreadCpu.print(before, ThreadCpu.of(pid), SECONDS);
            jdk.jcmd(pid, "JFR.stop", "name=bench", "filename=" + file);
        }
        System.out.println("  " + file);
    }
}
