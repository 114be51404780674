package dev.llmconnect;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Hands the events of calls over to observers, each on one thread of its own with a bounded queue, so that an observer that throws, blocks
 * or is slow delays neither a call nor another observer. What an observer cannot keep up with is dropped for it alone, and counted.
 * Thread-safe.
 */
public final class CallObservers implements CallObserver, AutoCloseable {
    /** The most events that wait for one observer: {@value}. */
    public static final int MAX_WAITING = 16_384;
    /** The longest time that {@link #close()} waits for events that are still to be delivered: 2 s. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = System.getLogger(CallObservers.class.getName());
    private static final long IDLE_SECONDS = 10;

    private final List<Delivery> deliveries;

    private CallObservers(List<? extends CallObserver> observers) {
        deliveries = observers.stream().map(Delivery::new).toList();
    }

    /** Observers that are told of the events of every context that has the result as its observer. */
    public static CallObservers of(CallObserver... observers) {
        return of(Arrays.asList(observers));
    }

    /** Observers that are told of the events of every context that has the result as its observer. */
    public static CallObservers of(List<? extends CallObserver> observers) {
        return new CallObservers(observers);
    }

    /** An adapter whose calls these observers are told of; closing it closes the other one, then delivers what is left. */
    public static LLMAdapter observe(LLMAdapter adapter, CallObserver... observers) {
        return new ObservedAdapter(adapter, of(observers));
    }

    /** How many events were dropped, of all observers. */
    public long dropped() {
        return deliveries.stream().mapToLong(delivery -> delivery.dropped.get()).sum();
    }

    @Override
    public void started(CallInfo call) {
        tell(observer -> observer.started(call));
    }

    @Override
    public void attemptStarted(CallInfo call, AttemptInfo attempt) {
        tell(observer -> observer.attemptStarted(call, attempt));
    }

    @Override
    public void firstToken(CallInfo call, AttemptInfo attempt, Duration delay) {
        tell(observer -> observer.firstToken(call, attempt, delay));
    }

    @Override
    public void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {
        tell(observer -> observer.attemptEnded(call, attempt, result));
    }

    @Override
    public void routeChanged(CallInfo call, RouteChange change) {
        tell(observer -> observer.routeChanged(call, change));
    }

    @Override
    public void circuitChanged(CallInfo call, CircuitChange change) {
        tell(observer -> observer.circuitChanged(call, change));
    }

    @Override
    public void ended(CallInfo call, CallResult result) {
        tell(observer -> observer.ended(call, result));
    }

    private void tell(Consumer<CallObserver> event) {
        for (Delivery delivery : deliveries) {
            delivery.offer(event);
        }
    }

    /** Delivers what waits, for at most {@link #CLOSE_TIMEOUT}; events from then on are dropped. Idempotent. */
    @Override
    public void close() {
        deliveries.forEach(Delivery::end);
        long until = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        boolean interrupted = false;
        for (Delivery delivery : deliveries) {
            interrupted |= !delivery.awaitEnd(until);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The events of one observer. Its thread ends when there has been nothing to tell for a while, and starts with the next event. */
    private static final class Delivery {
        private final CallObserver observer;
        private final BlockingQueue<Consumer<CallObserver>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
        private final AtomicLong dropped = new AtomicLong();
        private final AtomicBoolean threw = new AtomicBoolean();
        private final AtomicBoolean fell = new AtomicBoolean();
        private final Object lock = new Object();
        private boolean running;
        private boolean closed;
        private volatile boolean threadRuns;

        Delivery(CallObserver observer) {
            this.observer = observer;
        }

        void offer(Consumer<CallObserver> event) {
            if (!queue.offer(event)) {
                dropped.incrementAndGet();
                if (fell.compareAndSet(false, true)) {
                    LOG.log(
                            Level.WARNING,
                            "the observer {0} does not keep up: events are dropped for it",
                            observer.getClass().getName());
                }
            }
            if (!threadRuns) {
                start();
            }
        }

        private void start() {
            synchronized (lock) {
                if (running || closed) {
                    return;
                }
                running = true;
                threadRuns = true;
                Thread thread = new Thread(
                        this::run, "llm-connect-observer-" + observer.getClass().getSimpleName());
                thread.setDaemon(true);
                thread.start();
            }
        }

        private void run() {
            try {
                while (true) {
                    Consumer<CallObserver> event = queue.poll(IDLE_SECONDS, TimeUnit.SECONDS);
                    if (event != null) {
                        tell(event);
                    } else if (mayEnd()) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                // Only close() interrupts: what waits is delivered, and nothing is waited for any more.
                for (Consumer<CallObserver> event = queue.poll(); event != null; event = queue.poll()) {
                    tell(event);
                }
                synchronized (lock) {
                    running = false;
                    lock.notifyAll();
                }
            }
        }

        /** An event that comes at this moment sees that no thread runs, and starts one. */
        private boolean mayEnd() {
            synchronized (lock) {
                threadRuns = false;
                if (queue.isEmpty()) {
                    running = false;
                    lock.notifyAll();
                    return true;
                }
                threadRuns = true;
                return false;
            }
        }

        private void tell(Consumer<CallObserver> event) {
            try {
                event.accept(observer);
            } catch (Throwable e) {
                if (threw.compareAndSet(false, true)) {
                    LOG.log(
                            Level.WARNING,
                            "the observer " + observer.getClass().getName()
                                    + " failed; this is logged once, and it goes on being told",
                            e);
                }
            }
        }

        void end() {
            synchronized (lock) {
                closed = true;
            }
            queue.offer(observed -> Thread.currentThread().interrupt());
        }

        /** Returns whether the calling thread was not interrupted meanwhile. */
        boolean awaitEnd(long untilNanos) {
            synchronized (lock) {
                try {
                    long left = untilNanos - System.nanoTime();
                    while (running && left > 0) {
                        TimeUnit.NANOSECONDS.timedWait(lock, left);
                        left = untilNanos - System.nanoTime();
                    }
                    return true;
                } catch (InterruptedException e) {
                    return false;
                }
            }
        }
    }
}
