package dev.llmconnect.profiles.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadSchedulerTest {
    private final BlockingQueue<Thread> ran = new ArrayBlockingQueue<>(10);

    @Test
    void allAlarmsShareOneDaemonThreadThatEndsWithTheClock() throws InterruptedException {
        ThreadScheduler scheduler = new ThreadScheduler();
        scheduler.schedule(Duration.ofMillis(2), this::note);
        scheduler.schedule(Duration.ofMillis(1), this::note);

        Thread first = ran.poll(10, TimeUnit.SECONDS);
        assertThat(first).isNotNull().isSameAs(ran.poll(10, TimeUnit.SECONDS));
        assertThat(first.isDaemon()).isTrue();
        scheduler.close();
        scheduler.close();
        first.join(10_000);

        assertThat(first.isAlive()).isFalse();
    }

    @Test
    void aCancelledAlarmAndOneAfterTheEndDoNotCome() throws InterruptedException {
        ThreadScheduler scheduler = new ThreadScheduler();
        CountDownLatch cancelled = new CountDownLatch(1);
        scheduler.schedule(Duration.ZERO, () -> await(cancelled));
        scheduler.schedule(Duration.ZERO, this::note).cancel();
        cancelled.countDown();
        Thread marker = new Thread("the later one");
        scheduler.schedule(Duration.ZERO, () -> ran.add(marker));
        assertThat(ran.poll(10, TimeUnit.SECONDS)).isSameAs(marker);

        scheduler.close();
        scheduler.schedule(Duration.ZERO, this::note).cancel();

        assertThat(ran).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void note() {
        ran.add(Thread.currentThread());
    }
}
