package dev.llmconnect.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much of the heap everything that calls hold may take together: bodies of requests, the objects made of them, answers of providers,
 * responses that clients have not read. What does not fit is refused before it is made, so that no mix of calls exhausts the heap.
 * Thread-safe.
 */
public final class MemoryBudget {
    /** What the process takes without any call: classes, tables of prices and models, connections. */
    private static final long BASE_BYTES = 48L << 20;

    private static final long MIN_BYTES = 16L << 20;

    private static final MemoryBudget SHARED =
            new MemoryBudget(Math.max(MIN_BYTES, (Runtime.getRuntime().maxMemory() - BASE_BYTES) / 2));

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long limit;
    private final AtomicLong left;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param limit in bytes */
    public MemoryBudget(long limit) {
        this.limit = limit;
        left = new AtomicLong(limit);
    }

    /** The budget of this process: half of the heap, less what the process takes without any call. */
    public static MemoryBudget shared() {
        return SHARED;
    }

    /** All that there is, in bytes. */
    public long limit() {
        return limit;
    }

    /** Takes a share; {@code false} when there is not enough left. */
    public boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    /**
     * Takes a share as soon as there is enough left, within that time; {@code false} when there is not, or when the thread is interrupted
     * meanwhile.
     */
    public boolean take(long bytes, Duration patience) {
        if (take(bytes)) {
            return true;
        }
        if (bytes > limit) {
            return false;
        }
        long remaining = patience.toNanos();
        lock.lock();
        waiting.incrementAndGet();
        try {
            while (!take(bytes)) {
                if (remaining <= 0) {
                    return false;
                }
                // A share that comes back between the look and the wait wakes nobody, so the next look is soon.
                long wait = Math.min(remaining, LOOK_NANOS);
                remaining -= wait - Math.max(0, returned.awaitNanos(wait));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }

    /** Takes a share of what is there already, whether or not it fits: nothing new fits until it has come back. */
    public void charge(long bytes) {
        left.addAndGet(-bytes);
    }

    /** Whether more is held than there is. */
    public boolean isOverdrawn() {
        return left.get() < 0;
    }

    /** Gives a share back. */
    public void give(long bytes) {
        left.addAndGet(bytes);
        if (waiting.get() > 0) {
            lock.lock();
            try {
                returned.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
