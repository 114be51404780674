package dev.llmconnect.server.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class CallThreadsTest {
    @Test
    void aCallBeyondTheThreadsForLargeBodiesRunsOnTheOtherExecutor() throws Exception {
        List<Runnable> passedOn = new ArrayList<>();
        CountDownLatch started = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService large = CallThreads.platformThreads("large-", 2, (work, full) -> passedOn.add(work));
        Runnable call = () -> {
            started.countDown();
            awaitUninterruptibly(end);
        };
        try {
            large.execute(call);
            large.execute(call);
            started.await();
            large.execute(call);

            assertThat(passedOn).containsExactly(call);
        } finally {
            end.countDown();
            large.shutdown();
        }
    }

    @Test
    void aCallWithALargeBodyHasAPlatformThread() throws Exception {
        ExecutorService others = CallThreads.executor();
        ExecutorService large = CallThreads.largeBodyExecutor(others);
        try {
            String name = large.submit(() -> Thread.currentThread().getName()).get();
            assertThat(name).startsWith(CallThreads.virtual() ? "llm-connect-call-large-" : "llm-connect-call-");
            // Virtual threads belong to a group of this name, which is specified.
            String group = large.submit(
                            () -> Thread.currentThread().getThreadGroup().getName())
                    .get();
            assertThat(group).isNotEqualTo("VirtualThreads");
        } finally {
            large.shutdown();
            others.shutdown();
        }
    }

    @Test
    void withoutVirtualThreadsThereIsOneExecutorForAllCalls() {
        ExecutorService others = Executors.newSingleThreadExecutor();
        try {
            ExecutorService large = CallThreads.largeBodyExecutor(others);
            assertThat(large == others).isEqualTo(!CallThreads.virtual());
            large.shutdown();
        } finally {
            others.shutdown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
