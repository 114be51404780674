package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.ProcessFigures;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.LoadResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Looks at a gateway's resident memory every 250 ms while calls run: after the first ones, and at their end. */
final class MemoryWatch {
    private static final long INTERVAL_MILLIS = 250;

    private final Gateway gateway;
    private long afterFirst;
    private long latest;

    MemoryWatch(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Watches until all calls have ended in whatever way, or the time is up; the first so many are those to compare with. */
    void watch(ClosedLoop load, long first, long all, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        LoadResult soFar = load.endCounting();
        while (soFar.calls() + soFar.failed() < all && System.nanoTime() < deadline) {
            Thread.sleep(INTERVAL_MILLIS);
            soFar = load.endCounting();
            latest = gateway.process()
                    .map(process -> ProcessFigures.residentBytes(process.handle()))
                    .orElse(0L);
            if (afterFirst == 0 && soFar.calls() >= first) {
                afterFirst = latest;
            }
        }
    }

    /** Both figures and the growth between them; nothing if the first calls never became whole. */
    Map<String, Double> growth() {
        Map<String, Double> values = new LinkedHashMap<>();
        if (afterFirst > 0) {
            values.put("rss_after_first_wave_mb", Meter.megabytes(afterFirst));
            values.put("rss_at_end_mb", Meter.megabytes(latest));
            values.put("rss_growth_pct", 100.0 * (latest - afterFirst) / afterFirst);
        }
        return values;
    }
}
