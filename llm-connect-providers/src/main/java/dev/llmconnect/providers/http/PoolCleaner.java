package dev.llmconnect.providers.http;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import okhttp3.ConnectionPool;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;

/**
 * Closes connections that have been idle for too long, once a second. OkHttp by itself looks through the pool whenever a connection
 * becomes idle, that is after every call, and wakes a thread to do so.
 *
 * <p>The one place that uses a type of OkHttp's own internals: a pool takes who runs its tasks only there.
 */
final class PoolCleaner implements TaskRunner.Backend {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Logger LOG = Logger.getLogger(PoolCleaner.class.getName());
    private static final TaskRunner RUNNER = new TaskRunner(new PoolCleaner(), LOG);

    private final Executor threads =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "llm-connect-pool-cleaner");
                thread.setDaemon(true);
                return thread;
            });

    private PoolCleaner() {}

    /** A pool of at most that many idle connections, each idle for at most that long. */
    static ConnectionPool pool(int maxIdle, Duration keepAlive) {
        return new ConnectionPool(
                maxIdle, keepAlive.toMillis(), TimeUnit.MILLISECONDS, RUNNER, ConnectionListener.Companion.getNONE());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    /** Whoever waits wakes up soon enough. */
    @Override
    public void coordinatorNotify(TaskRunner runner) {}

    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller's loop
    public void coordinatorWait(TaskRunner runner, long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(runner, Math.min(nanos, INTERVAL_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public <T> BlockingQueue<T> decorate(BlockingQueue<T> queue) {
        return queue;
    }

    @Override
    public void execute(TaskRunner runner, Runnable task) {
        threads.execute(task);
    }
}
