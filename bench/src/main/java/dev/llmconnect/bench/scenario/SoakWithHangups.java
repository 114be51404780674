package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.ProcessFigures;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.load.LoadResult;
import dev.llmconnect.bench.load.OpenLoop;
import dev.llmconnect.bench.stub.StubModel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Half of the rate that the machine can do, unary and streaming, with one caller in twenty leaving in the middle; memory,
 * threads and sockets at the end are compared with those after the first minute (the first third of a shorter soak).
 */
final class SoakWithHangups implements Scenario {
    private static final Hangups HANGUPS = new Hangups(0.05, 60);
    private static final CallShape UNARY = new CallShape(1000, false, new StubModel(40, 1, 0));
    private static final CallShape STREAM = new CallShape(1000, true, new StubModel(10, 20, 5));
    private static final int STREAMS = 16;
    private static final int CONNECTIONS = 512;
    private static final int LOOKS = 10;

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public void run(Bench bench) throws Exception {
        Duration length = bench.settings().soak();
        Duration early =
                length.dividedBy(3).compareTo(Duration.ofMinutes(1)) < 0 ? length.dividedBy(3) : Duration.ofMinutes(1);
        String name = Bench.nameOn(bench.newestJdk());
        try (Gateway gateway =
                bench.llmConnect().start("soak", bench.newestJdk(), "openrouter", "", java.util.List.of())) {
            CallTemplate unary = gateway.call(Endpoint.EXECUTE, UNARY).orElseThrow();
            // where there are no streams (the report says so), these callers take the unary answer
            CallTemplate stream = bench.call(gateway, Endpoint.EXECUTE, STREAM).orElse(unary);
            double rate = fullRate(gateway) / 2;
            try (OpenLoop calls = new OpenLoop(unary, CONNECTIONS, rate, HANGUPS);
                    ClosedLoop streams = new ClosedLoop(stream, STREAMS, Long.MAX_VALUE, HANGUPS)) {
                calls.connect();
                streams.connect();
                long begun = System.nanoTime();
                calls.beginCounting();
                streams.beginCounting();
                calls.begin();
                streams.begin();
                sleepUntil(begun + early.toNanos());
                ProcessFigures[] first = look(gateway);
                sleepUntil(begun + length.toNanos());
                ProcessFigures[] last = look(gateway);
                int overdue = calls.overdue();
                int unanswered = calls.drain(Duration.ofSeconds(20)) + streams.drain(Duration.ofSeconds(20));
                LoadResult ofCalls = calls.endCounting();
                LoadResult ofStreams = streams.endCounting();
                Map<String, Double> values = new LinkedHashMap<>();
                values.put("calls_per_s", rate);
                values.put("calls", (double) ofCalls.calls());
                values.put("streams", (double) ofStreams.calls());
                values.put("hung_up", (double) ofCalls.hungUp() + ofStreams.hungUp());
                values.put("failed", (double) ofCalls.failed() + ofStreams.failed() + unanswered + overdue);
                values.put("p99_ms", ofCalls.millis(99));
                compare(values, "memory", first, last, figures -> Meter.megabytes(figures.residentBytes()));
                compare(values, "threads", first, last, ProcessFigures::threads);
                compare(values, "sockets", first, last, ProcessFigures::sockets);
                bench.add(name(), name, Map.of("seconds", Long.toString(length.toSeconds())), 1, values);
                if (ofCalls.failed() + ofStreams.failed() > 0) {
                    System.out.println("    failures: " + ofCalls.failures() + " " + ofStreams.failures());
                }
            }
        }
    }

    /** What 64 callers get at most, once the program is warm. */
    private static double fullRate(Gateway gateway) throws InterruptedException {
        CallTemplate call =
                gateway.call(Endpoint.EXECUTE, CallShape.unary(1000)).orElseThrow();
        try (ClosedLoop load = new ClosedLoop(call, 64)) {
            load.connect();
            load.begin();
            Thread.sleep(5000);
            load.beginCounting();
            Thread.sleep(3000);
            return load.endCounting().perSecond();
        }
    }

    /** Several looks, half a second apart: one alone would catch the moment before or after a collection. */
    private static ProcessFigures[] look(Gateway gateway) throws InterruptedException {
        ProcessFigures[] looks = new ProcessFigures[LOOKS];
        for (int i = 0; i < LOOKS; i++) {
            looks[i] = gateway.figures();
            Thread.sleep(500);
        }
        return looks;
    }

    private static void compare(
            Map<String, Double> values,
            String what,
            ProcessFigures[] first,
            ProcessFigures[] last,
            ToDoubleFunction<ProcessFigures> figure) {
        double early = mean(first, figure);
        double late = mean(last, figure);
        values.put(what + "_early", early);
        values.put(what + "_end", late);
        values.put(what + "_growth", 100 * (late / early - 1));
    }

    private static double mean(ProcessFigures[] looks, ToDoubleFunction<ProcessFigures> figure) {
        return IntStream.range(0, looks.length)
                .mapToDouble(i -> figure.applyAsDouble(looks[i]))
                .average()
                .orElseThrow();
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        Thread.sleep(Math.max(0, (nanoTime - System.nanoTime()) / 1_000_000));
    }
}
