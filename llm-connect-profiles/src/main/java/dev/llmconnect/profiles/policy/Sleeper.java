package dev.llmconnect.profiles.policy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMCancelledException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting of policies; replaceable in tests. */
@FunctionalInterface
public interface Sleeper {
    /**
     * Waits for a latch or a timeout.
     *
     * @return whether the latch reached zero
     * @throws InterruptedException if the thread is interrupted while waiting
     */
    boolean await(CountDownLatch latch, Duration timeout) throws InterruptedException;

    /** A sleeper that waits in real time. */
    static Sleeper system() {
        return (latch, timeout) -> latch.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Sleeps for a delay, which must be within the call's deadline.
     *
     * @throws LLMCancelledException if the call is cancelled or the thread is interrupted
     */
    default void sleep(Duration delay, LLMCall call) {
        CountDownLatch cancelled = new CountDownLatch(1);
        Cancellation.Registration registration = call.cancellation().onCancel(cancelled::countDown);
        try {
            await(cancelled, delay);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            registration.close();
        }
        call.cancellation().throwIfCancelled();
    }

    /** Creates the exception of an interrupted wait and restores the thread's interrupt flag. */
    static LLMCancelledException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new LLMCancelledException(
                "the thread was interrupted while the call waited", cause, ErrorDetails.none());
    }
}
