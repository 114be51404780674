package dev.llmconnect.internal;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from many threads to one consumer. While elements keep coming, the consumer looks for them every {@value #PAUSE_MILLIS}
 * ms rather than being woken for each of them, since waking a thread costs more than most elements do. Thread-safe.
 */
public final class HandoffQueue<E> {
    private static final long PAUSE_MILLIS = 5;
    /** After so many pauses without an element, the consumer sleeps until it is woken. */
    private static final int MAX_PAUSES = 20;

    private final int capacity;
    private final Queue<E> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private volatile @Nullable Thread sleeping;
    private volatile boolean closed;

    /** An empty queue for at most that many elements. */
    public HandoffQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Adds an element; never blocks. Returns whether there was room for it and the queue is open. */
    public boolean offer(E element) {
        if (closed) {
            return false;
        }
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            return false;
        }
        queue.add(element);
        wake();
        return true;
    }

    /** The number of elements that wait. */
    public int size() {
        return size.get();
    }

    /** Accepts no more elements; the consumer gets those that are there without waiting. */
    public void close() {
        closed = true;
        wake();
    }

    /** Whether it has been closed. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Takes the oldest element, once there is one; {@code null} when that takes longer than the timeout, or when the queue is closed and
     * empty. Called by one thread at a time.
     */
    public @Nullable E poll(Duration timeout) {
        E element = next();
        for (int pause = 0; pause < MAX_PAUSES && element == null && !closed; pause++) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            element = next();
        }
        if (element == null && !closed) {
            sleep(timeout);
        }
        return element == null ? next() : element;
    }

    private void sleep(Duration timeout) {
        sleeping = Thread.currentThread();
        // In this order: whoever adds an element looks for a sleeper after it.
        if (queue.isEmpty() && !closed) {
            LockSupport.parkNanos(this, timeout.toNanos());
        }
        sleeping = null;
        // An interrupt that stayed would end every further wait.
        Thread.interrupted();
    }

    private void wake() {
        Thread sleeper = sleeping;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    private @Nullable E next() {
        E element = queue.poll();
        if (element != null) {
            size.decrementAndGet();
        }
        return element;
    }
}
