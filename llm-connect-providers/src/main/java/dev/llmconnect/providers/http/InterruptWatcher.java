package dev.llmconnect.providers.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Cancels calls whose thread has been interrupted, since a platform thread that is blocked in a socket does not notice. Looks at the
 * calls in flight every {@value #INTERVAL_MILLIS} ms, on one daemon thread that ends while there are none. Thread-safe.
 */
final class InterruptWatcher {
    static final InterruptWatcher SHARED = new InterruptWatcher();

    private static final int INTERVAL_MILLIS = 50;
    private static final int KEEP_ALIVE_SECONDS = 5;

    private final Set<HttpExchange> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor executor;

    private InterruptWatcher() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "llm-connect-interrupts");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    void add(HttpExchange exchange) {
        inFlight.add(exchange);
        schedule();
    }

    void remove(HttpExchange exchange) {
        inFlight.remove(exchange);
    }

    private void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            Future<?> unused = executor.schedule(this::check, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void check() {
        scheduled.set(false);
        inFlight.forEach(HttpExchange::cancelIfInterrupted);
        if (!inFlight.isEmpty()) {
            schedule();
        }
    }
}
