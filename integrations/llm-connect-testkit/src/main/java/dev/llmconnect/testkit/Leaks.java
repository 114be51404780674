package dev.llmconnect.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Waits for resources that are released asynchronously. */
final class Leaks {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Leaks() {}

    /**
     * Waits until at most {@code limit} are left. Triggers garbage collection, since some clients release resources only then.
     */
    static void awaitAtMost(long limit, String what, LongSupplier left) {
        long end = System.nanoTime() + Patience.limit().toNanos();
        while (left.getAsLong() > limit) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(left.getAsLong() + " " + what + " after "
                        + Patience.limit().toMillis() + " ms; at most " + limit + " may");
            }
            System.gc();
            // Nobody tells when a foreign thread or connection has ended, so look again soon.
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
