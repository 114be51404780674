package dev.llmconnect.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts calls as they end. Not thread-safe: lives on one event loop. */
final class Tally {
    private final long beganAt = System.nanoTime();
    private final Histogram latency = new Histogram(3);
    private final Histogram firstToken = new Histogram(3);
    private final Histogram firstOnTheWay = new Histogram(3);
    private final Histogram onTheWay = new Histogram(3);
    private final Map<String, Long> failures = new TreeMap<>();
    private long hungUp;

    void ended(long startedAt, long firstTokenAt, @Nullable String failure) {
        if (failure != null) {
            failures.merge(failure, 1L, Long::sum);
            return;
        }
        latency.recordValue(System.nanoTime() - startedAt);
        if (firstTokenAt != 0) {
            firstToken.recordValue(firstTokenAt - startedAt);
        }
    }

    void arrived(long nanosOnTheWay, boolean first) {
        onTheWay.recordValue(nanosOnTheWay);
        if (first) {
            firstOnTheWay.recordValue(nanosOnTheWay);
        }
    }

    void hungUp() {
        hungUp++;
    }

    LoadResult result() {
        return new LoadResult(
                (System.nanoTime() - beganAt) / 1e9,
                latency.getTotalCount(),
                hungUp,
                // those who look while calls run read it on a thread of their own
                new TreeMap<>(failures),
                latency,
                firstToken,
                firstOnTheWay,
                onTheWay);
    }
}
