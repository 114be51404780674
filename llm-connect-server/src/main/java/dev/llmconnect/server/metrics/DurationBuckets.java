package dev.llmconnect.server.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The cells in which durations are counted: fine enough that the buckets of every histogram, those of Prometheus' native histograms with
 * schema 2 (each 19 % larger than the one before), and percentiles are sums of whole cells. Cell {@code i} holds durations up to {@code
 * BOUNDS[i]} nanoseconds that fit no cell before it; the last cell has no bound.
 */
final class DurationBuckets {
    /** Upper bounds for calls, in seconds. */
    static final List<Double> COARSE =
            List.of(.001, .005, .01, .025, .05, .1, .25, .5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0);
    /** Upper bounds for the overhead, in seconds. */
    static final List<Double> FINE =
            List.of(.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1.0, 10.0, 60.0, 600.0);

    /** Prometheus' schema: 2 to the power of 2 buckets for each doubling. */
    static final int SCHEMA = 2;

    private static final int PER_DOUBLING = 1 << SCHEMA;
    /** 2^-15 s, 31 µs: what is shorter counts as zero in a native histogram. */
    private static final int MIN_INDEX = -15 * PER_DOUBLING;
    /** 2^17 s, a day and a half. */
    private static final int MAX_INDEX = 17 * PER_DOUBLING;

    private static final double NANOS = 1e9;

    static final double ZERO_THRESHOLD = nativeBound(MIN_INDEX);
    static final long[] BOUNDS = bounds();
    static final int CELLS = BOUNDS.length + 1;
    private static final int[] NATIVE_INDEX = nativeIndexes();

    private DurationBuckets() {}

    /** The cell of a duration. */
    static int cell(long nanos) {
        int found = Arrays.binarySearch(BOUNDS, nanos);
        return found >= 0 ? found : -found - 1;
    }

    /** The index of the native bucket that a cell is part of; {@link #isZero} cells have none. */
    static int nativeIndex(int cell) {
        return NATIVE_INDEX[cell];
    }

    /** Whether a native histogram counts the cell as zero. */
    static boolean isZero(int cell) {
        return NATIVE_INDEX[cell] <= MIN_INDEX;
    }

    /** The counts of cells in wider buckets, the last of which has no bound. */
    static long[] counts(long[] cells, List<Double> upperBounds) {
        long[] counts = new long[upperBounds.size() + 1];
        int bucket = 0;
        for (int cell = 0; cell < cells.length; cell++) {
            while (bucket < upperBounds.size()
                    && (cell == BOUNDS.length || BOUNDS[cell] > nanos(upperBounds.get(bucket)))) {
                bucket++;
            }
            counts[bucket] += cells[cell];
        }
        return counts;
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * NANOS);
    }

    private static double nativeBound(int index) {
        return Math.pow(2, (double) index / PER_DOUBLING);
    }

    private static long[] bounds() {
        TreeSet<Long> bounds = new TreeSet<>();
        COARSE.forEach(bound -> bounds.add(nanos(bound)));
        FINE.forEach(bound -> bounds.add(nanos(bound)));
        for (int i = MIN_INDEX; i <= MAX_INDEX; i++) {
            bounds.add(nanos(nativeBound(i)));
        }
        return bounds.stream().mapToLong(Long::longValue).toArray();
    }

    private static int[] nativeIndexes() {
        int[] indexes = new int[CELLS];
        int index = MIN_INDEX;
        for (int cell = 0; cell < BOUNDS.length; cell++) {
            while (nanos(nativeBound(index)) < BOUNDS[cell]) {
                index++;
            }
            indexes[cell] = index;
        }
        indexes[BOUNDS.length] = MAX_INDEX + 1;
        return indexes;
    }
}
