package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.load.LoadResult;
import dev.llmconnect.bench.stub.StubModel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * How long a chunk takes from the provider's write to the caller's read, the first of a stream and all of them, where the
 * provider sends one every 50 ms and says in each when it wrote it.
 */
final class FirstToken implements Scenario {
    private static final CallShape SHAPE = new CallShape(1000, true, StubModel.STAMPED);
    private static final List<String> COMPARED =
            List.of("first_token_p50_ms", "first_token_p99_ms", "chunk_p50_ms", "chunk_p99_ms");

    private record Cell(int callers, int streams) {}

    @Override
    public String name() {
        return "first-token";
    }

    @Override
    public void run(Bench bench) throws Exception {
        List<Cell> cells = bench.settings().full()
                ? List.of(new Cell(1, 16), new Cell(4, 80), new Cell(10, 150), new Cell(16, 240), new Cell(64, 640))
                : List.of(new Cell(4, 40), new Cell(16, 64));
        for (Cell cell : cells) {
            for (int round = 1; round <= bench.settings().rounds(); round++) {
                run(bench, cell, round);
            }
        }
    }

    private void run(Bench bench, Cell cell, int round) throws Exception {
        List<Gateway> lineup = bench.lineup();
        Map<String, Double> direct =
                measure(bench, lineup.get(0), Endpoint.OPENAI, cell).orElseThrow();
        bench.add(name(), "direct", setup(Endpoint.OPENAI, cell), round, direct);
        for (Endpoint endpoint : Endpoint.values()) {
            for (int turn = 0; turn < lineup.size() - 1; turn++) {
                // another one goes first in each round
                Gateway gateway = lineup.get(1 + (turn + round) % (lineup.size() - 1));
                Optional<Map<String, Double>> values = measure(bench, gateway, endpoint, cell);
                if (values.isPresent()) {
                    Map<String, Double> more = AddedLatency.beside(direct, values.get(), COMPARED);
                    bench.add(name(), gateway.name(), setup(endpoint, cell), round, more);
                }
            }
        }
    }

    private static Map<String, String> setup(Endpoint endpoint, Cell cell) {
        Map<String, String> setup = new LinkedHashMap<>();
        setup.put("endpoint", endpoint.label());
        setup.put("callers", Integer.toString(cell.callers()));
        return setup;
    }

    private static Optional<Map<String, Double>> measure(Bench bench, Gateway gateway, Endpoint endpoint, Cell cell)
            throws InterruptedException {
        Optional<CallTemplate> call = bench.call(gateway, endpoint, SHAPE);
        if (call.isEmpty()) {
            return Optional.empty();
        }
        try (ClosedLoop load = new ClosedLoop(call.get(), cell.callers(), cell.streams(), Hangups.NONE)) {
            load.connect();
            Meter meter = new Meter(gateway);
            load.beginCounting();
            load.begin();
            load.awaitSpent(Duration.ofMinutes(1));
            int unanswered = load.drain(Duration.ofSeconds(10));
            LoadResult result = load.endCounting();
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("streams", (double) result.calls());
            values.put("lost", (double) result.failed() + unanswered);
            values.put("chunks", (double) result.onTheWay().getTotalCount());
            put(values, "first_token", result.firstOnTheWay());
            put(values, "chunk", result.onTheWay());
            values.put("others_cpu_pct", meter.othersPercent());
            return Optional.of(values);
        }
    }

    private static void put(Map<String, Double> values, String what, Histogram onTheWay) {
        values.put(what + "_p50_ms", LoadResult.millis(onTheWay, 50));
        values.put(what + "_p99_ms", LoadResult.millis(onTheWay, 99));
        values.put(what + "_max_ms", LoadResult.millis(onTheWay, 100));
    }
}
