package dev.llmconnect.profiles.policy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMCancelledException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How the policies wait, so that tests need not. */
@FunctionalInterface
public interface Sleeper {
    /**
     * Blocks until {@code signal} is given, or until {@code longest} is over.
     *
     * @return whether the signal was given
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    boolean await(CountDownLatch signal, Duration longest) throws InterruptedException;

    /** Waiting in real time. */
    static Sleeper system() {
        return (signal, longest) -> signal.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Blocks for the whole pause; to be called only with a pause that the call's deadline allows.
     *
     * @throws LLMCancelledException as soon as the caller has gone away, or when the thread is interrupted
     */
    default void sleep(Duration pause, LLMCall call) {
        CountDownLatch gone = new CountDownLatch(1);
        Cancellation.Registration registration = call.cancellation().onCancel(gone::countDown);
        try {
            await(gone, pause);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            registration.close();
        }
        call.cancellation().throwIfCancelled();
    }

    /** What an interrupted wait is for the caller; the thread stays marked as interrupted. */
    static LLMCancelledException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new LLMCancelledException(
                "the thread was interrupted while the call waited", cause, ErrorDetails.none());
    }
}
