package dev.llmconnect.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits that end: nothing in the kit blocks longer than {@link #LIMIT}. */
final class Patience {
    /** Far longer than anything here takes on a slow machine. */
    static final Duration LIMIT = Duration.ofSeconds(15);

    /** How the kit's own threads are called, so that they do not count as leaks of an adapter. */
    static final String THREAD = "conformance-kit";

    private Patience() {}

    /** Starts the work on a thread of its own. */
    static <T> Future<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        run(task);
        return task;
    }

    /** Starts the work on a thread of its own, of which nobody waits for the end. */
    static void run(Runnable work) {
        Thread thread = new Thread(work, THREAD);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The result, or what the work threw.
     *
     * @param what the sentence of the failure when it does not come: "the call ended"
     */
    static <T> T await(Future<T> result, String what) throws Exception {
        try {
            return result.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("waited " + LIMIT.toSeconds() + " s in vain until " + what, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Exception exception) {
                throw exception;
            }
            throw e;
        }
    }
}
