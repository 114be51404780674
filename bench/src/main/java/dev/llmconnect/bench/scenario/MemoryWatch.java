package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.ProcessFigures;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.LoadResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LongSummaryStatistics;
import java.util.Map;

/**
 * Looks at a gateway's resident memory every 250 ms while calls run: its mean during the first half of them, and during the
 * second. Between two collections memory rises, so one look at the beginning and one at the end would compare chance.
 */
final class MemoryWatch {
    private static final long INTERVAL_MILLIS = 250;

    private final Gateway gateway;
    private final LongSummaryStatistics firstHalf = new LongSummaryStatistics();
    private final LongSummaryStatistics secondHalf = new LongSummaryStatistics();

    MemoryWatch(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Watches until all calls have ended in whatever way, or the time is up. */
    void watch(ClosedLoop load, long all, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long done = done(load);
        while (done < all && System.nanoTime() < deadline) {
            Thread.sleep(INTERVAL_MILLIS);
            long resident = gateway.process()
                    .map(process -> ProcessFigures.residentBytes(process.handle()))
                    .orElse(0L);
            done = done(load);
            (done <= all / 2 ? firstHalf : secondHalf).accept(resident);
        }
    }

    private static long done(ClosedLoop load) {
        LoadResult soFar = load.endCounting();
        return soFar.calls() + soFar.failed();
    }

    /** Both means and the growth from one to the other; nothing if there was no time to look at one, as when most calls are refused at once. */
    Map<String, Double> growth() {
        Map<String, Double> values = new LinkedHashMap<>();
        if (firstHalf.getAverage() > 0 && secondHalf.getAverage() > 0) {
            values.put("rss_first_half_mb", Meter.megabytes((long) firstHalf.getAverage()));
            values.put("rss_second_half_mb", Meter.megabytes((long) secondHalf.getAverage()));
            values.put("rss_growth_pct", 100 * (secondHalf.getAverage() / firstHalf.getAverage() - 1));
        }
        return values;
    }
}
