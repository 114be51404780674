package dev.llmconnect.profiles.policy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMCall;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * So many places for calls, first come, first served. Several adapters may share one. Thread-safe.
 */
public final class Bulkhead {
    private final String name;
    private final BulkheadConfig config;
    private final Sleeper sleeper;

    private final Object lock = new Object();
    private final Deque<Waiter> queue = new ArrayDeque<>();
    private int running;

    /**
     * All places are free.
     *
     * @param name what is protected, for the message of a refusal
     * @param config its limit must not be 0
     */
    public Bulkhead(String name, BulkheadConfig config, Sleeper sleeper) {
        this.name = name;
        this.config = config;
        this.sleeper = sleeper;
    }

    /** How many calls run now. */
    public int running() {
        synchronized (lock) {
            return running;
        }
    }

    /** How many calls wait now. */
    public int waiting() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /**
     * Takes a place, waiting for one if need be; {@link #leave()} must follow.
     *
     * @throws BulkheadFullException when none becomes free in time, or too many wait already
     * @throws dev.llmconnect.LLMCancelledException when the caller leaves, or the thread is interrupted, while it waits
     */
    void enter(LLMCall call) {
        Waiter waiter = new Waiter();
        synchronized (lock) {
            if (running < config.maxConcurrent()) {
                running++;
                return;
            }
            if (queue.size() >= config.mostWaiting()) {
                throw new BulkheadFullException(name, config.maxConcurrent());
            }
            queue.add(waiter);
        }
        Cancellation.Registration registration = call.cancellation().onCancel(waiter.signal::countDown);
        boolean stays = false;
        try {
            sleeper.await(waiter.signal, longestWait(call));
            call.cancellation().throwIfCancelled();
            stays = true;
        } catch (InterruptedException e) {
            throw Sleeper.interrupted(e);
        } finally {
            registration.close();
            boolean admitted = stopWaiting(waiter);
            if (admitted && !stays) {
                leave();
            }
            stays &= admitted;
        }
        if (!stays) {
            throw new BulkheadFullException(name, config.maxConcurrent());
        }
    }

    /** Gives the place to the call that has waited longest. */
    void leave() {
        synchronized (lock) {
            Waiter next = queue.poll();
            if (next == null) {
                running--;
            } else {
                next.admitted = true;
                next.signal.countDown();
            }
        }
    }

    private Duration longestWait(LLMCall call) {
        Duration usable = call.deadline().remaining().minus(PolicyRuntime.SHORTEST_ATTEMPT);
        Duration wait = usable.compareTo(config.longestWait()) < 0 ? usable : config.longestWait();
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Returns whether the waiter has been given a place. */
    private boolean stopWaiting(Waiter waiter) {
        synchronized (lock) {
            if (!waiter.admitted) {
                queue.remove(waiter);
            }
            return waiter.admitted;
        }
    }

    /** A call that waits; its fields are guarded by the lock. */
    private static final class Waiter {
        final CountDownLatch signal = new CountDownLatch(1);
        boolean admitted;
    }
}
