package dev.llmconnect.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounded waiting: nothing in the kit blocks longer than {@link #limit()}. */
final class Patience {
    /** Name of the kit's own threads, which do not count as leaks of an adapter. */
    static final String THREAD = "conformance-kit";

    /** System property of the limit, in milliseconds. */
    private static final String LIMIT = "llmconnect.conformance.patience";

    /** Default limit; ample for a slow machine. */
    private static final int DEFAULT_MILLIS = 15_000;

    private Patience() {}

    /** Maximum wait. Default: 15 seconds; set by the system property {@code llmconnect.conformance.patience} in milliseconds. */
    static Duration limit() {
        return Duration.ofMillis(Integer.getInteger(LIMIT, DEFAULT_MILLIS));
    }

    /** Starts work on its own thread. */
    static <T> Future<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        run(task);
        return task;
    }

    /** Starts work without waiting for its end. */
    static void run(Runnable work) {
        Thread thread = new Thread(work, THREAD);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Runs work on its own thread and returns its result or throws its exception. Fails the test if it does not end in time.
     *
     * @param what expected event, for the message: "the call ended"
     */
    static <T> T await(String what, Callable<T> work) throws Exception {
        return await(what, start(work));
    }

    /** Returns the result of work or throws its exception. */
    static <T> T await(String what, Future<T> result) throws Exception {
        try {
            return result.get(limit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("waited " + limit().toMillis() + " ms in vain until " + what, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw e;
        }
    }
}
