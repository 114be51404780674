package dev.llmconnect.profiles.policy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.Deadline;
import dev.llmconnect.LLMCall;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/** Limits concurrent calls, first in first out. May be shared by several adapters. Thread-safe. */
public final class Bulkhead {
    private final String name;
    private final BulkheadConfig config;
    private final Sleeper sleeper;

    private final Object lock = new Object();
    private final Deque<Waiter> queue = new ArrayDeque<>();
    private int running;

    /**
     * Creates an idle bulkhead.
     *
     * @param name name of the protected resource, for messages
     * @param config configuration with a limit greater than 0
     */
    public Bulkhead(String name, BulkheadConfig config, Sleeper sleeper) {
        this.name = name;
        this.config = config;
        this.sleeper = sleeper;
    }

    /** Name of the protected profile or provider. */
    public String name() {
        return name;
    }

    /** Number of running calls. */
    public int running() {
        synchronized (lock) {
            return running;
        }
    }

    /** Number of waiting calls. */
    public int waiting() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /**
     * Acquires a permit, waiting if necessary; release it with {@link #leave()}.
     *
     * @param limit deadline of the call on this route
     * @throws BulkheadFullException if no permit becomes available in time, or too many calls are waiting
     * @throws dev.llmconnect.LLMCancelledException if the call is cancelled or the thread is interrupted while waiting
     */
    void enter(LLMCall call, Deadline limit) {
        Waiter waiter = new Waiter();
        synchronized (lock) {
            if (running < config.maxConcurrent()) {
                running++;
                return;
            }
            if (queue.size() >= config.maxWaiting()) {
                throw new BulkheadFullException(name, config.maxConcurrent());
            }
            queue.add(waiter);
        }
        Cancellation.Registration registration = call.cancellation().onCancel(waiter.signal::countDown);
        boolean stays = false;
        try {
            sleeper.await(waiter.signal, waitTime(limit));
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

    /** Releases the permit to the call that has waited longest. */
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

    private Duration waitTime(Deadline limit) {
        Duration usable = limit.remaining().minus(PolicyRuntime.MIN_ATTEMPT_TIME);
        Duration wait = usable.compareTo(config.maxWaitTime()) < 0 ? usable : config.maxWaitTime();
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Returns whether the waiter has received a permit. */
    private boolean stopWaiting(Waiter waiter) {
        synchronized (lock) {
            if (!waiter.admitted) {
                queue.remove(waiter);
            }
            return waiter.admitted;
        }
    }

    /** A waiting call; its fields are guarded by the lock. */
    private static final class Waiter {
        final CountDownLatch signal = new CountDownLatch(1);
        boolean admitted;
    }
}
