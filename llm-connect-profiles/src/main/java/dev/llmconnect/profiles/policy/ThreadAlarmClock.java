package dev.llmconnect.profiles.policy;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One daemon thread for all alarms, which ends when there has been none for a while. After {@link #close()} no alarm comes any more. */
final class ThreadAlarmClock implements AlarmClock, AutoCloseable {
    private static final int IDLE_SECONDS = 10;

    private final ScheduledThreadPoolExecutor executor;

    ThreadAlarmClock() {
        executor = new ScheduledThreadPoolExecutor(
                1,
                action -> {
                    Thread thread = new Thread(action, "llm-connect-alarms");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        // An answer nearly always comes before its alarm, which would otherwise stay in the queue until then.
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public Alarm after(Duration delay, Runnable action) {
        Future<?> future = executor.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
