package dev.llmconnect.ledger;

import java.util.Arrays;

/**
 * How much happened in the last minute, second by second, so that no minute, wherever it begins, holds more than the limit. The oldest second
 * counts whole until it is over. Not thread-safe.
 */
final class SlidingMinute {
    private static final int SECONDS = 61;
    private static final long NANOS = 1_000_000_000L;

    private final long[] amounts = new long[SECONDS];
    private final long[] seconds = new long[SECONDS];

    SlidingMinute() {
        Arrays.fill(seconds, Long.MIN_VALUE);
    }

    /** Adds an amount, which may be negative to correct an earlier one. */
    void add(long nanoTime, long amount) {
        long second = Math.floorDiv(nanoTime, NANOS);
        int slot = slot(second);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            amounts[slot] = 0;
        }
        amounts[slot] += amount;
    }

    /** The amount of the last minute. */
    long sum(long nanoTime) {
        long second = Math.floorDiv(nanoTime, NANOS);
        long sum = 0;
        for (int i = 0; i < SECONDS; i++) {
            if (seconds[i] > second - SECONDS && seconds[i] <= second) {
                sum += amounts[i];
            }
        }
        return Math.max(0, sum);
    }

    /** The seconds until an amount fits into a limit; at most a minute, which is also the answer when it never does. */
    long secondsUntilFits(long nanoTime, long amount, long limit) {
        long second = Math.floorDiv(nanoTime, NANOS);
        for (int wait = 0; wait < SECONDS; wait++) {
            if (sum((second + wait) * NANOS) + amount <= limit) {
                return Math.max(1, wait);
            }
        }
        return 60;
    }

    /** The seconds until nothing is left of what was used, at most a minute. */
    long secondsUntilEmpty(long nanoTime) {
        long second = Math.floorDiv(nanoTime, NANOS);
        for (int wait = 0; wait < SECONDS; wait++) {
            if (sum((second + wait) * NANOS) == 0) {
                return wait;
            }
        }
        return 60;
    }

    private static int slot(long second) {
        return (int) Math.floorMod(second, (long) SECONDS);
    }
}
