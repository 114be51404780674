package dev.llmconnect.server.metrics;

import dev.llmconnect.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What happened within the last minute, in slots of five seconds. An event that comes just as its slot begins anew may be lost. Thread-safe.
 */
final class CallWindow {
    /** The longest time that is remembered: 1 min. */
    static final Duration MAX = Duration.ofMinutes(1);

    private static final long SLOT_NANOS = Duration.ofSeconds(5).toNanos();
    /** One more than are asked for, since the newest is not full. */
    private static final int SLOTS = (int) (MAX.toNanos() / SLOT_NANOS) + 1;

    private final Ticker ticker;
    private final long startNanos;
    private final Slot[] slots = new Slot[SLOTS];

    CallWindow(Ticker ticker) {
        this.ticker = ticker;
        this.startNanos = ticker.nanos();
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
        }
    }

    /** The slot of this moment. */
    Slot now() {
        long epoch = epoch(ticker.nanos());
        Slot slot = slots[(int) (epoch % SLOTS)];
        slot.begin(epoch);
        return slot;
    }

    private long epoch(long nanos) {
        return (nanos - startNanos) / SLOT_NANOS;
    }

    /** Sums over the newest slots; the newest one is not full. */
    Sums sums(Duration wanted) {
        long now = ticker.nanos();
        long epoch = epoch(now);
        long full = Math.min(SLOTS - 1L, Math.max(1, wanted.toNanos() / SLOT_NANOS));
        long first = Math.max(0, epoch - full + 1);
        Sums sums = new Sums(Duration.ofNanos(now - startNanos - first * SLOT_NANOS));
        for (Slot slot : slots) {
            if (slot.epoch >= first && slot.epoch <= epoch) {
                slot.addTo(sums);
            }
        }
        return sums;
    }

    /** What happened within five seconds. */
    static final class Slot {
        private volatile long epoch = -1;
        private final LongAdder calls = new LongAdder();
        private final LongAdder failures = new LongAdder();
        private final LongAdder tokens = new LongAdder();
        private final Cells duration = new Cells();
        private final Cells firstToken = new Cells();
        private final Cells overhead = new Cells();

        private void begin(long wanted) {
            if (epoch != wanted) {
                synchronized (this) {
                    if (epoch != wanted) {
                        calls.reset();
                        failures.reset();
                        tokens.reset();
                        duration.clear();
                        firstToken.clear();
                        overhead.clear();
                        epoch = wanted;
                    }
                }
            }
        }

        void ended(boolean failed, Duration time) {
            calls.increment();
            if (failed) {
                failures.increment();
            }
            duration.add(time);
        }

        void firstToken(Duration time) {
            firstToken.add(time);
        }

        void overhead(Duration time) {
            overhead.add(time);
        }

        void tokens(long count) {
            tokens.add(count);
        }

        private void addTo(Sums sums) {
            sums.calls += calls.sum();
            sums.failures += failures.sum();
            sums.tokens += tokens.sum();
            duration.addTo(sums.duration);
            firstToken.addTo(sums.firstToken);
            overhead.addTo(sums.overhead);
        }
    }

    /** Durations of one kind; takes memory from the first one on. */
    private static final class Cells {
        private volatile @Nullable AtomicIntegerArray counts;

        void add(Duration time) {
            AtomicIntegerArray known = counts;
            if (known == null) {
                synchronized (this) {
                    known = counts;
                    if (known == null) {
                        known = new AtomicIntegerArray(DurationBuckets.CELLS);
                        counts = known;
                    }
                }
            }
            known.incrementAndGet(DurationBuckets.cell(Math.max(0, time.toNanos())));
        }

        void clear() {
            AtomicIntegerArray known = counts;
            for (int i = 0; known != null && i < known.length(); i++) {
                known.set(i, 0);
            }
        }

        void addTo(long[] sums) {
            AtomicIntegerArray known = counts;
            for (int i = 0; known != null && i < known.length(); i++) {
                sums[i] += known.get(i);
            }
        }
    }

    /** Sums of slots. Not thread-safe. */
    static final class Sums {
        private final Duration window;
        private long calls;
        private long failures;
        private long tokens;
        private final long[] duration = new long[DurationBuckets.CELLS];
        private final long[] firstToken = new long[DurationBuckets.CELLS];
        private final long[] overhead = new long[DurationBuckets.CELLS];

        private Sums(Duration window) {
            this.window = window;
        }

        Duration window() {
            return window;
        }

        long calls() {
            return calls;
        }

        long failures() {
            return failures;
        }

        long tokens() {
            return tokens;
        }

        long[] duration() {
            return duration;
        }

        long[] firstToken() {
            return firstToken;
        }

        long[] overhead() {
            return overhead;
        }
    }
}
