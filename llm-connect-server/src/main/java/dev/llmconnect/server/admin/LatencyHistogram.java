package dev.llmconnect.server.admin;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts durations in buckets that grow by {@value #GROWTH}, from 0.1 ms to over 10 min, so that percentiles are within some 7 %. Not
 * thread-safe.
 */
final class LatencyHistogram {
    private static final double GROWTH = 1.15;
    private static final double FIRST_MILLIS = 0.1;
    private static final int BUCKETS = 115;
    private static final double LOG_GROWTH = Math.log(GROWTH);
    private static final double NANOS_PER_MILLI = 1e6;

    private final int[] counts = new int[BUCKETS];
    private long total;

    void add(Duration duration) {
        double millis = duration.toNanos() / NANOS_PER_MILLI;
        int bucket = millis <= FIRST_MILLIS
                ? 0
                : Math.min(BUCKETS - 1, (int) Math.ceil(Math.log(millis / FIRST_MILLIS) / LOG_GROWTH));
        counts[bucket]++;
        total++;
    }

    void addAll(LatencyHistogram other) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }

    /** The milliseconds that a share of the durations does not exceed, rounded to 0.1; {@code null} when there are none. */
    @Nullable
    Double percentile(double share) {
        if (total == 0) {
            return null;
        }
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        int bucket = 0;
        while (bucket < BUCKETS - 1 && seen + counts[bucket] < rank) {
            seen += counts[bucket];
            bucket++;
        }
        // The middle of the bucket, by its logarithm.
        double millis = FIRST_MILLIS * Math.pow(GROWTH, bucket - 0.5);
        return Math.round(millis * 10) / 10.0;
    }
}
