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
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Eight callers who stop reading in the middle of a long stream (about 10 MB each), while others call as usual: the
 * gateway must neither fill its memory nor make the others wait, and must go on once the eight read again.
 */
final class StalledBesideOthers {
    static final int READERS = 8;
    static final CallShape STREAM = new CallShape(1000, true, new StubModel(0, 50_000, 0));

    private StalledBesideOthers() {}

    static Map<String, Double> measure(Bench bench, Gateway gateway, CallTemplate stream)
            throws InterruptedException, IOException {
        CallTemplate small =
                gateway.call(Endpoint.EXECUTE, CallShape.unary(1000)).orElseThrow();
        ProcessHandle process = gateway.process().orElseThrow().handle();
        try (OpenLoop others = new OpenLoop(small, 32, 200, Hangups.NONE);
                ClosedLoop readers = new ClosedLoop(stream, READERS, READERS, Hangups.NONE)) {
            others.connect();
            others.begin();
            Thread.sleep(3000);
            ProcessFigures.resetPeak(process);
            readers.connect();
            readers.beginCounting();
            readers.reading(false);
            double before = Meter.megabytes(gateway.figures().residentBytes());
            readers.begin();
            others.beginCounting();
            Thread.sleep(bench.settings().full() ? 10_000 : 5_000);
            LoadResult ofOthers = others.endCounting();
            double during = Meter.megabytes(gateway.figures().peakResidentBytes());
            long whileStalled = readers.endCounting().calls();
            readers.reading(true);
            int unfinished = readers.drain(Duration.ofSeconds(60));
            LoadResult ofReaders = readers.endCounting();
            if (ofReaders.failed() > 0) {
                System.out.println("    failures: " + ofReaders.failures());
            }
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("rss_before_mb", before);
            values.put("peak_rss_while_stalled_mb", during);
            values.put("others_p99_ms", ofOthers.millis(99));
            values.put("others_failed", (double) ofOthers.failed());
            values.put("ended_while_stalled", (double) whileStalled);
            values.put("whole_after", (double) ofReaders.calls());
            values.put("lost", (double) ofReaders.failed() + unfinished);
            values.put("peak_rss_mb", Meter.megabytes(gateway.figures().peakResidentBytes()));
            return values;
        }
    }
}
