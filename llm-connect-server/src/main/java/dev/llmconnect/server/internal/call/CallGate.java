package dev.llmconnect.server.internal.call;

import dev.llmconnect.server.internal.http.RequestRejectedException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits concurrent calls, admits none while the server shuts down, and tells when the last one has been answered. Thread-safe.
 *
 * @param <C> what stands for a call
 */
public final class CallGate<C> {
    private final int limit;
    private final Semaphore permits;
    private final Set<C> unanswered = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allAnswered = lock.newCondition();
    private volatile boolean announced;
    private volatile boolean draining;

    /** @param limit of calls at once */
    public CallGate(int limit) {
        this.limit = limit;
        this.permits = new Semaphore(limit);
    }

    /**
     * Admits a call, or tells why not.
     *
     * @param counted whether it takes one of the places
     */
    public Optional<RequestRejectedException> enter(C call, boolean counted) {
        if (draining) {
            return Optional.of(shuttingDown());
        }
        if (counted && !permits.tryAcquire()) {
            return Optional.of(RequestRejectedException.overloaded(
                    "the limit of " + limit + " concurrent calls (--max-concurrent-calls) is reached"));
        }
        unanswered.add(call);
        if (draining) {
            // Whoever waits for the last answer may have looked just before.
            answered(call);
            threadEnded(counted);
            return Optional.of(shuttingDown());
        }
        return Optional.empty();
    }

    private static RequestRejectedException shuttingDown() {
        return RequestRejectedException.overloaded("the server is shutting down");
    }

    /**
     * The call's thread has ended.
     *
     * @param counted as it was admitted
     */
    public void threadEnded(boolean counted) {
        if (counted) {
            permits.release();
        }
    }

    /** Has connections closed after their next response, while calls are still admitted. */
    public void announceDrain() {
        announced = true;
    }

    /** Whether connections are closed after their next response. */
    public boolean closesConnections() {
        return announced || draining;
    }

    /** The call's client has its answer, or has gone. */
    public void answered(C call) {
        if (unanswered.remove(call) && draining && unanswered.isEmpty()) {
            lock.lock();
            try {
                allAnswered.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Admits no further call. */
    public void drain() {
        draining = true;
    }

    /** Whether no further call is admitted. */
    public boolean draining() {
        return draining;
    }

    /** The calls that have not been answered. */
    public Set<C> unanswered() {
        return unanswered;
    }

    /** Waits until every call has been answered; {@code false} after the timeout or an interrupt. */
    public boolean awaitAnswers(Duration timeout) {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (!unanswered.isEmpty()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = allAnswered.awaitNanos(nanos);
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
