package dev.llmconnect.server.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts durations since the start of the process. Thread-safe. */
final class DurationHistogram {
    private final AtomicLongArray cells = new AtomicLongArray(DurationBuckets.CELLS);
    private final LongAdder sumNanos = new LongAdder();

    void record(Duration duration) {
        long nanos = Math.max(0, duration.toNanos());
        cells.incrementAndGet(DurationBuckets.cell(nanos));
        sumNanos.add(nanos);
    }

    double sumSeconds() {
        return sumNanos.sum() / 1e9;
    }

    /** A copy of the counts, of the cells of {@link DurationBuckets}. */
    long[] cells() {
        long[] copy = new long[cells.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = cells.get(i);
        }
        return copy;
    }
}
