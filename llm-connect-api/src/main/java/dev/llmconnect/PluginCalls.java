package dev.llmconnect;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs plugin code on a daemon thread with a timeout, so that a failure or a blocked thread does not affect the caller. Not
 * thread-safe.
 */
final class PluginCalls implements AutoCloseable {
    private final Duration timeout;
    private @Nullable ExecutorService thread;

    PluginCalls(Duration timeout) {
        this.timeout = timeout;
    }

    /** Thrown if plugin code throws or times out. */
    static final class PluginException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean blocked;

        PluginException(String message, @Nullable Throwable cause, boolean blocked) {
            super(message, cause);
            this.blocked = blocked;
        }

        /** Whether the code is still running. */
        boolean blocked() {
            return blocked;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /**
     * Runs the code and returns its result. An interrupt of the calling thread does not end the wait and is preserved.
     *
     * @throws PluginException if the code throws or times out
     */
    <T> T call(Callable<T> code) throws PluginException {
        try {
            return call(code, false);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs the code and returns its result.
     *
     * @throws PluginException if the code throws or times out
     * @throws InterruptedException if the calling thread is interrupted; the code is interrupted too
     */
    <T> T callInterruptibly(Callable<T> code) throws PluginException, InterruptedException {
        return call(code, true);
    }

    private <T> T call(Callable<T> code, boolean interruptible) throws PluginException, InterruptedException {
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(PluginCalls::daemon);
        }
        Future<T> result = thread.submit(code);
        boolean interrupted = false;
        long end = System.nanoTime() + timeout.toNanos();
        try {
            while (true) {
                try {
                    return result.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    if (interruptible) {
                        abandon();
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new PluginException(LoadedProvider.reason(cause), cause, false);
        } catch (TimeoutException e) {
            abandon();
            throw new PluginException("it did not return within " + LLMException.formatDuration(timeout), e, true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void abandon() {
        if (thread != null) {
            thread.shutdownNow();
            thread = null;
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdown();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "llm-connect-plugins");
        thread.setDaemon(true);
        return thread;
    }
}
