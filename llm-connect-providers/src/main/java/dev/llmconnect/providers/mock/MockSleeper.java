package dev.llmconnect.providers.mock;

import dev.llmconnect.Cancellation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How the mock waits, so that its own tests need not. */
@FunctionalInterface
interface MockSleeper {
    /** Waits on the clock, and wakes up as soon as the caller has gone. */
    MockSleeper SYSTEM = (pause, cancellation) -> {
        CountDownLatch gone = new CountDownLatch(1);
        Cancellation.Registration registration = cancellation.onCancel(gone::countDown);
        try {
            gone.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            registration.close();
        }
    };

    void sleep(Duration pause, Cancellation cancellation) throws InterruptedException;
}
