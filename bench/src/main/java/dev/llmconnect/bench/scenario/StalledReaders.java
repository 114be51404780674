package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.gateway.SocketQueues;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.load.LoadResult;
import dev.llmconnect.bench.stub.StubModel;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What callers cost who stop reading in the middle of a stream: 200 of them with nobody else, for the memory that each
 * one takes; then, on the newest JDK, eight beside others who call as usual and must not notice.
 */
final class StalledReaders implements Scenario {
    private static final int READERS = 200;
    /** With the 30 s of the stall it must stay below the gateway's own patience with a caller, 60 s. */
    private static final Duration FILL_TIMEOUT = Duration.ofSeconds(20);

    private static final CallShape STREAM = new CallShape(1000, true, new StubModel(0, 10_000, 0));

    /**
     * All of the heap is resident from the start, so that what is added is not heap; and the slower compiler, whose own
     * memory comes and goes by tens of megabytes, is off. A full collection otherwise leaves some garbage where it is.
     */
    private static final String FIXED_HEAP =
            "-Xms256m -Xmx256m -XX:+AlwaysPreTouch -XX:TieredStopAtLevel=1 -XX:MarkSweepAlwaysCompactCount=1";

    @Override
    public String name() {
        return "stalled-readers";
    }

    @Override
    public void run(Bench bench) throws Exception {
        for (Jdk jdk : bench.jdks()) {
            for (Endpoint endpoint : Endpoint.values()) {
                // a server of its own: what the first readers make, later ones reuse
                try (Gateway gateway = start(bench, "stalled-" + jdk.major(), jdk, FIXED_HEAP)) {
                    Optional<CallTemplate> stream = bench.call(gateway, endpoint, STREAM);
                    if (stream.isPresent()) {
                        bench.warmUp(gateway, endpoint, CallShape.stream(1000), 2000);
                        Map<String, Double> values = alone(bench, gateway, jdk, stream.get());
                        bench.add(name(), Bench.nameOn(jdk), setup(endpoint, READERS, "0"), 1, values);
                    }
                }
            }
        }
        Jdk newest = bench.newestJdk();
        if (bench.jdks().contains(newest)) {
            try (Gateway gateway = start(bench, "stalled-beside-others", newest, "")) {
                // else the others wait for the compiler
                bench.warmUp(gateway, Endpoint.EXECUTE, CallShape.unary(1000), 5000);
                for (Endpoint endpoint : Endpoint.values()) {
                    Optional<CallTemplate> stream = bench.call(gateway, endpoint, StalledBesideOthers.STREAM);
                    if (stream.isPresent()) {
                        bench.warmUp(gateway, endpoint, CallShape.stream(1000), 2000);
                        Map<String, Double> values = StalledBesideOthers.measure(bench, gateway, stream.get());
                        Map<String, String> setup = setup(endpoint, StalledBesideOthers.READERS, "200 calls/s");
                        bench.add(name(), Bench.nameOn(newest), setup, 1, values);
                    }
                }
            }
        }
    }

    private static Gateway start(Bench bench, String name, Jdk jdk, String options)
            throws IOException, InterruptedException {
        return bench.llmConnect().start(name, jdk, "openrouter", options, List.of());
    }

    private static Map<String, String> setup(Endpoint endpoint, int readers, String others) {
        Map<String, String> setup = new LinkedHashMap<>();
        setup.put("endpoint", endpoint.label());
        setup.put("readers", Integer.toString(readers));
        setup.put("others", others);
        return setup;
    }

    /** Until the kernel takes no more, which is when the gateway begins to keep what it has. */
    private static void awaitStall(Gateway gateway) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + FILL_TIMEOUT.toNanos();
        long before = -1;
        long now = notTaken(gateway);
        while (now != before && System.nanoTime() < deadline) {
            Thread.sleep(1000);
            before = now;
            now = notTaken(gateway);
        }
    }

    static long notTaken(Gateway gateway) throws IOException {
        return SocketQueues.notTaken(gateway.uri(Endpoint.EXECUTE).getPort());
    }

    private static Map<String, Double> alone(Bench bench, Gateway gateway, Jdk jdk, CallTemplate stream)
            throws IOException, InterruptedException {
        LiveMemory before = LiveMemory.of(bench, gateway, jdk);
        try (ClosedLoop readers = new ClosedLoop(stream, READERS, READERS, Hangups.NONE)) {
            readers.narrow();
            readers.connect();
            readers.beginCounting();
            readers.begin();
            Thread.sleep(200);
            readers.reading(false);
            awaitStall(gateway);
            Thread.sleep(bench.settings().full() ? 30_000 : 5_000);
            long whole = readers.endCounting().calls();
            LiveMemory stalled = LiveMemory.of(bench, gateway, jdk);
            readers.reading(true);
            int unfinished = readers.drain(Duration.ofSeconds(60));
            LoadResult result = readers.endCounting();
            if (result.failed() > 0) {
                System.out.println("    failures: " + result.failures());
            }
            Map<String, Double> values = stalled.perReader(before, READERS);
            values.put("ended_while_stalled", (double) whole);
            values.put("whole_after", (double) result.calls());
            values.put("lost", (double) result.failed() + unfinished);
            return values;
        }
    }
}
