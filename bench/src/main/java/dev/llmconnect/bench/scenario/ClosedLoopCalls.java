package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.LoadResult;
import dev.llmconnect.bench.stub.StubModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rate, latency and CPU with so many callers that each wait for an answer before they call again. */
final class ClosedLoopCalls implements Scenario {
    static final List<String> PERCENTILES = List.of("p50_ms", "p90_ms", "p99_ms");

    private static final long RAMP_MILLIS = 300;

    record Cell(CallShape shape, int connections) {}

    @Override
    public String name() {
        return "closed-loop";
    }

    @Override
    public void run(Bench bench) throws Exception {
        Set<String> wanted = bench.settings().connections();
        for (Cell cell : cells(bench.settings().full())) {
            if (!wanted.isEmpty() && !wanted.contains(Integer.toString(cell.connections()))) {
                continue;
            }
            for (int round = 1; round <= bench.settings().rounds(); round++) {
                run(bench, cell, round);
            }
        }
    }

    private static List<Cell> cells(boolean full) {
        List<Cell> cells = new ArrayList<>();
        for (int connections : List.of(1, 10, 16, 64, 256, 512)) {
            cells.add(new Cell(CallShape.unary(1000), connections));
        }
        cells.add(new Cell(CallShape.unary(50_000), 16));
        cells.add(new Cell(CallShape.stream(1000), 64));
        if (full) {
            cells.add(new Cell(CallShape.stream(1000), 10));
            cells.add(new Cell(CallShape.stream(1000), 16));
            cells.add(new Cell(new CallShape(1000, true, StubModel.MANY_SMALL), 16));
            cells.add(new Cell(new CallShape(1000, true, StubModel.FEW_LARGE), 16));
        }
        cells.add(new Cell(CallShape.unary(1_000_000), 16));
        cells.add(new Cell(new CallShape(1000, false, StubModel.SLOW), 16));
        return cells;
    }

    private void run(Bench bench, Cell cell, int round) throws Exception {
        List<Gateway> lineup = bench.lineup();
        Map<String, Double> direct =
                measure(bench, lineup.get(0), Endpoint.OPENAI, cell).orElseThrow();
        for (Endpoint endpoint : Endpoint.values()) {
            Map<String, String> setup = setup(endpoint, cell);
            bench.add(name(), "direct", setup, round, direct);
            for (int turn = 0; turn < lineup.size() - 1; turn++) {
                // another one goes first in each round
                Gateway gateway = lineup.get(1 + (turn + round) % (lineup.size() - 1));
                Optional<Map<String, Double>> values = measure(bench, gateway, endpoint, cell);
                if (values.isPresent()) {
                    bench.add(
                            name(),
                            gateway.name(),
                            setup,
                            round,
                            AddedLatency.beside(direct, values.get(), PERCENTILES));
                }
            }
        }
    }

    private static Map<String, String> setup(Endpoint endpoint, Cell cell) {
        Map<String, String> setup = new LinkedHashMap<>();
        setup.put("endpoint", endpoint.label());
        setup.put("answer", cell.shape().answerLabel());
        setup.put("prompt", cell.shape().promptLabel());
        setup.put("delay", cell.shape().model().delayMillis() + " ms");
        setup.put("connections", Integer.toString(cell.connections()));
        return setup;
    }

    static Optional<Map<String, Double>> measure(Bench bench, Gateway gateway, Endpoint endpoint, Cell cell)
            throws InterruptedException {
        Optional<CallTemplate> call = bench.call(gateway, endpoint, cell.shape());
        if (call.isEmpty()) {
            return Optional.empty();
        }
        try (ClosedLoop load = new ClosedLoop(call.get(), cell.connections())) {
            load.connect();
            load.begin();
            Thread.sleep(RAMP_MILLIS);
            Meter meter = new Meter(gateway);
            load.beginCounting();
            Thread.sleep((long) (1000 * bench.settings().seconds()));
            LoadResult result = load.endCounting();
            Map<String, Double> values = meter.read(result);
            load.drain(Duration.ofSeconds(10));
            return Optional.of(values);
        }
    }
}
