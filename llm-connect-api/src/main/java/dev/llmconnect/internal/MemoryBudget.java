package dev.llmconnect.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Heap budget of all calls together: request bodies, parsed requests, provider responses, responses not yet read by clients.
 * Memory that exceeds it is refused before it is allocated, so that no mix of calls exhausts the heap. Thread-safe.
 */
public final class MemoryBudget {
    /** Bytes that one connection or call may hold uncounted, since the number of both is limited. */
    public static final int UNCOUNTED_BYTES = 4 << 10;

    /** Memory of the process without calls: classes, tables of prices and models, connections. */
    private static final long BASE_BYTES = 48L << 20;

    private static final long MIN_BYTES = 16L << 20;

    private static final MemoryBudget SHARED =
            new MemoryBudget(Math.max(MIN_BYTES, (Runtime.getRuntime().maxMemory() - BASE_BYTES) / 2));

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long limit;
    private final AtomicLong left;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * Creates a budget.
     *
     * @param limit limit in bytes
     */
    public MemoryBudget(long limit) {
        this.limit = limit;
        left = new AtomicLong(limit);
    }

    /** The budget of this process: half of the heap beyond the memory of the process without calls. */
    public static MemoryBudget shared() {
        return SHARED;
    }

    /** Limit in bytes. */
    public long limit() {
        return limit;
    }

    /** Memory in use, in bytes. */
    public long held() {
        return limit - left.get();
    }

    /** Acquires memory; returns {@code false} if not enough is available. */
    public boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    /**
     * Acquires memory, waiting up to a timeout; returns {@code false} if not enough becomes available or the thread is
     * interrupted.
     */
    public boolean take(long bytes, Duration timeout) {
        if (take(bytes)) {
            return true;
        }
        if (bytes > limit) {
            return false;
        }
        long remaining = timeout.toNanos();
        lock.lock();
        waiting.incrementAndGet();
        try {
            while (!take(bytes)) {
                if (remaining <= 0) {
                    return false;
                }
                // A share that comes back between the check and the wait wakes nobody, so the interval is short.
                long wait = Math.min(remaining, POLL_NANOS);
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

    /** Accounts for memory already allocated, whether or not it fits; nothing is acquired until it is released. */
    public void charge(long bytes) {
        left.addAndGet(-bytes);
    }

    /** Whether more than the limit is in use. */
    public boolean isOverdrawn() {
        return left.get() < 0;
    }

    /** Releases memory. */
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
