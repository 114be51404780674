package dev.llmconnect.profiles.policy;

import java.time.Duration;

/** Outcomes of the last {@value #MAX_CALLS} attempts within {@link #MAX_AGE}. Not thread-safe. */
final class SlidingWindow {
    static final int MAX_CALLS = 100;
    static final Duration MAX_AGE = Duration.ofSeconds(60);

    private final boolean[] failed = new boolean[MAX_CALLS];
    private final long[] times = new long[MAX_CALLS];
    private int size;
    private int next;

    void add(boolean failure, long now) {
        failed[next] = failure;
        times[next] = now;
        next = (next + 1) % MAX_CALLS;
        size = Math.min(size + 1, MAX_CALLS);
    }

    int failures(long now) {
        return count(true, now);
    }

    int successes(long now) {
        return count(false, now);
    }

    void clear() {
        size = 0;
        next = 0;
    }

    private int count(boolean failure, long now) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (failed[i] == failure && now - times[i] <= MAX_AGE.toNanos()) {
                count++;
            }
        }
        return count;
    }
}
