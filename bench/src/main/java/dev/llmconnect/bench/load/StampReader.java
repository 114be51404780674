package dev.llmconnect.bench.load;

import io.netty.util.ByteProcessor;

/**
 * Finds in the bytes of an answer the times at which the provider wrote its pieces ({@code @}, nanoseconds, a semicolon),
 * and tells how long each was on the way. Both ends read the same clock: on Linux, {@link System#nanoTime} counts from
 * the start of the machine in all processes.
 */
final class StampReader implements ByteProcessor {
    /** Told of each piece as it arrives. */
    interface Arrivals {
        void arrived(long nanosOnTheWay, boolean first);
    }

    private static final long OUTSIDE = -1;

    private final Arrivals arrivals;
    private long stamp = OUTSIDE;
    private long latest;

    StampReader(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    /** The next bytes are those of another answer. */
    void begin() {
        stamp = OUTSIDE;
        latest = 0;
    }

    @Override
    public boolean process(byte value) {
        if (value == '@') {
            stamp = 0;
        } else if (stamp != OUTSIDE && value >= '0' && value <= '9') {
            stamp = 10 * stamp + value - '0';
        } else {
            // the last event of an /execute stream repeats all stamps, and none of them is later than the latest
            if (value == ';' && stamp > latest) {
                arrivals.arrived(System.nanoTime() - stamp, latest == 0);
                latest = stamp;
            }
            stamp = OUTSIDE;
        }
        return true;
    }
}
