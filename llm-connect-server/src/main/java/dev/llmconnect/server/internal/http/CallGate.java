package dev.llmconnect.server.internal.http;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets in as many calls as may run at once, none while the server closes, and knows when the last one has been answered. */
final class CallGate {
    private final int limit;
    private final Semaphore slots;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private volatile boolean draining;

    CallGate(int limit) {
        this.limit = limit;
        this.slots = new Semaphore(limit);
    }

    /** Lets a call in, or says why not. */
    Optional<HttpRefusal> enter(Exchange exchange) {
        if (draining) {
            return Optional.of(closing());
        }
        if (!slots.tryAcquire()) {
            return Optional.of(HttpRefusal.overloaded("all " + limit + " calls that may run at once are running"));
        }
        open.add(exchange);
        if (draining) {
            // Whoever waits for quiet may have looked just before.
            settled(exchange);
            slots.release();
            return Optional.of(closing());
        }
        return Optional.empty();
    }

    private static HttpRefusal closing() {
        return HttpRefusal.overloaded("the server is shutting down");
    }

    /** The call's thread is free again. */
    void threadEnded() {
        slots.release();
    }

    /** The call's client has its answer, or has gone. */
    void settled(Exchange exchange) {
        if (open.remove(exchange) && draining && open.isEmpty()) {
            lock.lock();
            try {
                quiet.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    void drain() {
        draining = true;
    }

    boolean draining() {
        return draining;
    }

    /** The calls that have not been answered. */
    Set<Exchange> open() {
        return open;
    }

    /** Waits until every call has been answered; {@code false} when that takes too long, or the thread is interrupted. */
    boolean awaitQuiet(Duration longest) {
        long nanos = longest.toNanos();
        lock.lock();
        try {
            while (!open.isEmpty()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = quiet.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
