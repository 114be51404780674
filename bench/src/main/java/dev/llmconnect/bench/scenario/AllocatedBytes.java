package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.stub.StubModel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes that llm-connect allocates per call: a full collection, a counted number of calls, a full collection, and what
 * the JVM's log of collections says lay between the two.
 */
final class AllocatedBytes implements Scenario {
    private static final int CONNECTIONS = 16;

    private record Cell(CallShape shape, int calls) {}

    private static final List<Cell> CELLS = List.of(
            new Cell(CallShape.unary(1000), 20_000),
            new Cell(CallShape.unary(50_000), 4_000),
            new Cell(CallShape.unary(1_000_000), 300),
            new Cell(new CallShape(1000, true, new StubModel(0, 20, 0)), 5_000),
            new Cell(new CallShape(1000, true, new StubModel(0, 220, 0)), 2_000));

    @Override
    public String name() {
        return "allocation";
    }

    @Override
    public void run(Bench bench) throws Exception {
        List<Gateway> lineup = bench.lineup();
        for (Jdk jdk : bench.jdks()) {
            Gateway gateway = lineup.stream()
                    .filter(one -> one.name().equals(Bench.nameOn(jdk)))
                    .findFirst()
                    .orElseThrow();
            for (Endpoint endpoint : Endpoint.values()) {
                for (Cell cell : CELLS) {
                    Optional<CallTemplate> call = bench.call(gateway, endpoint, cell.shape());
                    if (call.isPresent()) {
                        Map<String, String> setup = new LinkedHashMap<>();
                        setup.put("endpoint", endpoint.label());
                        setup.put("answer", cell.shape().stream() ? "stream" : "unary");
                        setup.put("prompt", cell.shape().promptLabel());
                        setup.put(
                                "chunks",
                                cell.shape().stream()
                                        ? Integer.toString(cell.shape().model().chunks())
                                        : "");
                        bench.add(name(), gateway.name(), setup, 1, measure(bench, gateway, jdk, cell, call.get()));
                    }
                }
            }
        }
    }

    private static Map<String, Double> measure(Bench bench, Gateway gateway, Jdk jdk, Cell cell, CallTemplate call)
            throws Exception {
        long pid = gateway.process().orElseThrow().handle().pid();
        // the first calls of a kind make what later ones reuse
        run(call, cell.calls() / 10);
        jdk.jcmd(pid, "GC.run");
        int position = bench.llmConnect().gcLog(gateway.name()).position();
        long answered = run(call, cell.calls());
        jdk.jcmd(pid, "GC.run");
        long bytes = bench.llmConnect().gcLog(gateway.name()).allocatedSince(position);
        return Map.of("kb_per_call", bytes / 1000.0 / answered);
    }

    private static long run(CallTemplate call, int calls) throws InterruptedException {
        try (ClosedLoop load = new ClosedLoop(call, CONNECTIONS, calls, Hangups.NONE)) {
            load.connect();
            load.beginCounting();
            load.begin();
            load.awaitSpent(Duration.ofMinutes(2));
            load.drain(Duration.ofSeconds(20));
            return load.endCounting().calls();
        }
    }
}
