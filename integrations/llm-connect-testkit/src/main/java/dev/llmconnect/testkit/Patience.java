package dev.llmconnect.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits that end: nothing in the kit blocks longer than {@link #limit()}. */
final class Patience {
    /** How the kit's own threads are called, so that they do not count as leaks of an adapter. */
    static final String THREAD = "conformance-kit";

    /** The system property for another limit, in milliseconds. */
    private static final String LIMIT = "llmconnect.conformance.patience";

    /** Far longer than anything here takes on a slow machine. */
    private static final int DEFAULT_MILLIS = 15_000;

    private Patience() {}

    /** 15 seconds, unless the system property {@code llmconnect.conformance.patience} says otherwise. */
    static Duration limit() {
        return Duration.ofMillis(Integer.getInteger(LIMIT, DEFAULT_MILLIS));
    }

    /** Starts the work on a thread of its own. */
    static <T> Future<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        run(task);
        return task;
    }

    /** Starts work of which nobody waits for the end. */
    static void run(Runnable work) {
        Thread thread = new Thread(work, THREAD);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The result of the work, or what it threw; done on a thread of its own, so that work that never ends fails the test.
     *
     * @param what what did not happen then: "the call ended"
     */
    static <T> T await(String what, Callable<T> work) throws Exception {
        return await(what, start(work));
    }

    /** The result, or what the work threw. */
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
