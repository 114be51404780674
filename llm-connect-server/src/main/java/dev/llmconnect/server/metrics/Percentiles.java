package dev.llmconnect.server.metrics;

import java.time.Duration;

/** Distribution of a duration, accurate to about 10 %. Immutable and thread-safe. */
public final class Percentiles {
    private final long[] cells;
    private final long count;

    Percentiles(long[] cells) {
        this.cells = cells;
        long sum = 0;
        for (long cell : cells) {
            sum += cell;
        }
        count = sum;
    }

    /** Number of durations. */
    public long count() {
        return count;
    }

    /** Median; zero without durations. */
    public Duration p50() {
        return at(0.5);
    }

    /** 90th percentile; zero without durations. */
    public Duration p90() {
        return at(0.9);
    }

    /** 99th percentile; zero without durations. */
    public Duration p99() {
        return at(0.99);
    }

    /**
     * Returns an interpolated quantile; zero without durations.
     *
     * @param quantile from 0 to 1
     */
    public Duration at(double quantile) {
        double rank = quantile * count;
        long before = 0;
        for (int cell = 0; cell < cells.length; cell++) {
            if (cells[cell] > 0 && before + cells[cell] >= rank) {
                return within(cell, (rank - before) / cells[cell]);
            }
            before += cells[cell];
        }
        return Duration.ZERO;
    }

    private static Duration within(int cell, double part) {
        long[] bounds = DurationBuckets.BOUNDS;
        long low = cell == 0 ? 0 : bounds[cell - 1];
        long high = cell == bounds.length ? low : bounds[cell];
        return Duration.ofNanos(low + Math.round((high - low) * part));
    }

    @Override
    public String toString() {
        return "Percentiles[" + count + ", p50 " + p50() + ", p99 " + p99() + "]";
    }
}
