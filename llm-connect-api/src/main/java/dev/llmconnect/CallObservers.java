package dev.llmconnect;

import dev.llmconnect.internal.HandoffQueue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Delivers call events to observers asynchronously. Each observer has its own thread and bounded queue, so a slow, blocking or
 * throwing observer affects neither calls nor other observers. Events that exceed the queue are dropped for that observer and
 * counted. Thread-safe.
 */
public final class CallObservers implements CallObserver, AutoCloseable {
    /** Maximum number of queued events per observer: {@value}. */
    public static final int QUEUE_CAPACITY = 16_384;
    /** Maximum time that {@link #close()} waits for delivery: 2 s. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = System.getLogger(CallObservers.class.getName());
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);

    private final List<Delivery> deliveries;

    private CallObservers(List<? extends CallObserver> observers) {
        deliveries = observers.stream().map(Delivery::new).toList();
    }

    /** Creates a dispatcher for these observers; use it as the observer of a context. */
    public static CallObservers of(CallObserver... observers) {
        return of(Arrays.asList(observers));
    }

    /** Creates a dispatcher for these observers; use it as the observer of a context. */
    public static CallObservers of(List<? extends CallObserver> observers) {
        return new CallObservers(observers);
    }

    /**
     * Returns an adapter that reports its calls to these observers. Closing it closes {@code adapter}, then delivers the
     * remaining events.
     */
    public static LLMAdapter observe(LLMAdapter adapter, CallObserver... observers) {
        return new ObservedAdapter(adapter, of(observers));
    }

    /** Number of events dropped, summed over all observers. */
    public long dropped() {
        return deliveries.stream().mapToLong(delivery -> delivery.dropped.get()).sum();
    }

    @Override
    public void started(CallInfo call) {
        deliver(Event.STARTED, observer -> observer.started(call));
    }

    @Override
    public void attemptStarted(CallInfo call, AttemptInfo attempt) {
        deliver(Event.ATTEMPT_STARTED, observer -> observer.attemptStarted(call, attempt));
    }

    @Override
    public void firstToken(CallInfo call, AttemptInfo attempt, Duration sinceStart) {
        deliver(Event.FIRST_TOKEN, observer -> observer.firstToken(call, attempt, sinceStart));
    }

    @Override
    public void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {
        deliver(Event.ATTEMPT_ENDED, observer -> observer.attemptEnded(call, attempt, result));
    }

    @Override
    public void routeChanged(CallInfo call, RouteChange change) {
        deliver(Event.ROUTE_CHANGED, observer -> observer.routeChanged(call, change));
    }

    @Override
    public void circuitChanged(CallInfo call, CircuitChange change) {
        deliver(Event.CIRCUIT_CHANGED, observer -> observer.circuitChanged(call, change));
    }

    @Override
    public void ended(CallInfo call, CallResult result) {
        deliver(Event.ENDED, observer -> observer.ended(call, result));
    }

    private void deliver(Event kind, Consumer<CallObserver> event) {
        for (Delivery delivery : deliveries) {
            if (delivery.wanted.contains(kind)) {
                delivery.offer(event);
            }
        }
    }

    /** Delivers queued events for up to {@link #CLOSE_TIMEOUT}; later events are dropped. Idempotent. */
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

    /** Methods of {@link CallObserver}. Events of a method that an observer does not override are not queued for it. */
    private enum Event {
        STARTED("started"),
        ATTEMPT_STARTED("attemptStarted"),
        FIRST_TOKEN("firstToken"),
        ATTEMPT_ENDED("attemptEnded"),
        ROUTE_CHANGED("routeChanged"),
        CIRCUIT_CHANGED("circuitChanged"),
        ENDED("ended");

        private final String method;

        Event(String method) {
            this.method = method;
        }

        static Set<Event> wantedBy(CallObserver observer) {
            Set<Event> wanted = EnumSet.noneOf(Event.class);
            for (Event event : values()) {
                if (event.isOverridden(observer.getClass())) {
                    wanted.add(event);
                }
            }
            return wanted;
        }

        private boolean isOverridden(Class<?> type) {
            return Arrays.stream(type.getMethods())
                    .anyMatch(candidate -> candidate.getName().equals(method)
                            && candidate.getDeclaringClass() != CallObserver.class
                            && CallObserver.class.isAssignableFrom(candidate.getDeclaringClass()));
        }
    }

    /** Queue and thread of one observer. The thread ends after an idle period and restarts with the next event. */
    private static final class Delivery {
        private final CallObserver observer;
        private final Set<Event> wanted;
        private final HandoffQueue<Consumer<CallObserver>> queue = new HandoffQueue<>(QUEUE_CAPACITY);
        private final AtomicLong dropped = new AtomicLong();
        private final AtomicBoolean threw = new AtomicBoolean();
        private final AtomicBoolean fell = new AtomicBoolean();
        private final Object lock = new Object();
        private boolean running;
        private volatile boolean threadRuns;

        Delivery(CallObserver observer) {
            this.observer = observer;
            this.wanted = Event.wantedBy(observer);
        }

        void offer(Consumer<CallObserver> event) {
            if (!queue.offer(event)) {
                dropped.incrementAndGet();
                if (!queue.isClosed() && fell.compareAndSet(false, true)) {
                    LOG.log(
                            Level.WARNING,
                            "the observer {0} is too slow; dropping events for it",
                            observer.getClass().getName());
                }
            }
            if (!threadRuns) {
                start();
            }
        }

        private void start() {
            synchronized (lock) {
                if (running || queue.isClosed()) {
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
            while (true) {
                Consumer<CallObserver> event = queue.poll(IDLE_TIMEOUT);
                if (event != null) {
                    deliver(event);
                } else if (mayEnd()) {
                    return;
                }
            }
        }

        /** Returns whether the thread may end; an event that arrives at this moment sees no running thread and starts one. */
        private boolean mayEnd() {
            synchronized (lock) {
                threadRuns = false;
                if (queue.size() == 0) {
                    running = false;
                    lock.notifyAll();
                    return true;
                }
                threadRuns = true;
                return false;
            }
        }

        private void deliver(Consumer<CallObserver> event) {
            try {
                event.accept(observer);
            } catch (Throwable e) {
                if (threw.compareAndSet(false, true)) {
                    LOG.log(
                            Level.WARNING,
                            "the observer " + observer.getClass().getName()
                                    + " threw an exception; logged once, events are still delivered",
                            e);
                }
            }
        }

        void end() {
            queue.close();
        }

        /** Returns whether the calling thread was not interrupted while waiting. */
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
