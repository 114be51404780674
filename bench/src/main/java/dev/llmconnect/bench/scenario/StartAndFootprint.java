package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.GatewayProcess;
import dev.llmconnect.bench.gateway.Http;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.gateway.ProcessFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** From the command to the first answer, and what the program then holds before anybody calls. */
final class StartAndFootprint implements Scenario {
    private static final long IDLE_MILLIS = 1500;

    private interface Start {
        Gateway start() throws IOException, InterruptedException;
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public void run(Bench bench) throws Exception {
        double jar = Meter.megabytes(Files.size(bench.llmConnect().jar()));
        for (int round = 1; round <= bench.settings().rounds(); round++) {
            for (Jdk jdk : bench.jdks()) {
                String name = Bench.nameOn(jdk);
                run(
                        bench,
                        "bin/llm-connect",
                        Endpoint.EXECUTE,
                        round,
                        jar,
                        () -> bench.llmConnect().start(jdk));
                run(
                        bench,
                        "java -jar",
                        Endpoint.EXECUTE,
                        round,
                        jar,
                        () -> bench.llmConnect().startJar(name, jdk, "openrouter"));
            }
            for (String peer : bench.peers()) {
                run(bench, "its command", Endpoint.OPENAI, round, Double.NaN, () -> bench.startPeer(peer));
            }
        }
    }

    private void run(Bench bench, String how, Endpoint endpoint, int round, double jarMegabytes, Start start)
            throws IOException, InterruptedException {
        try (Gateway gateway = start.start()) {
            GatewayProcess process = gateway.process().orElseThrow();
            Map<String, Double> values = new LinkedHashMap<>();
            Http.get(gateway.health());
            values.put("health_ms", sinceStart(process));
            Http.post(gateway.uri(endpoint), gateway.headers(), gateway.json(endpoint, CallShape.unary(1000)));
            values.put("first_answer_ms", sinceStart(process));
            Thread.sleep(IDLE_MILLIS);
            ProcessFigures figures = process.figures();
            values.put("rss_mb", Meter.megabytes(figures.residentBytes()));
            values.put("threads", (double) figures.threads());
            if (!Double.isNaN(jarMegabytes)) {
                values.put("jar_mb", jarMegabytes);
            }
            bench.add(name(), gateway.name(), Map.of("started with", how), round, values);
        }
    }

    private static double sinceStart(GatewayProcess process) {
        return (System.nanoTime() - process.startedAt()) / 1e6;
    }
}
