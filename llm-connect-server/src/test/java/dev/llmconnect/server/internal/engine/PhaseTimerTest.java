package dev.llmconnect.server.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmconnect.server.internal.engine.PhaseTimer.Phase;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PhaseTimerTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EventLoop loop = channel.eventLoop();
    private long nanos;
    private final PhaseTimer timer = new PhaseTimer(() -> nanos);
    private final List<String> late = new ArrayList<>();

    @BeforeEach
    void stopTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.close().syncUninterruptibly();
    }

    @Test
    void aPhaseEndsAtItsTimeAndOnce() {
        enter(Phase.BODY, 10);
        pass(9_999);
        assertEquals(List.of(), late);
        pass(1);
        assertEquals(List.of("BODY"), late);
        pass(100_000);
        assertEquals(List.of("BODY"), late);
    }

    @Test
    void aPhaseThatEndedInTimeIsForgotten() {
        enter(Phase.HEADERS, 10);
        pass(5_000);
        timer.enter(Phase.CALL);
        pass(100_000);
        assertEquals(List.of(), late);
        assertEquals(Phase.CALL, timer.phase());
    }

    @Test
    void aLongerPhaseAfterAShorterOneHasItsWholeTime() {
        enter(Phase.HEADERS, 10);
        pass(9_000);
        enter(Phase.IDLE, 60);
        pass(59_999);
        assertEquals(List.of(), late);
        pass(1);
        assertEquals(List.of("IDLE"), late);
    }

    @Test
    void aShorterPhaseAfterALongerOneDoesNotWaitForIt() {
        enter(Phase.IDLE, 60);
        pass(1_000);
        enter(Phase.HEADERS, 10);
        pass(10_000);
        assertEquals(List.of("HEADERS"), late);
    }

    @Test
    void theSamePhaseAgainBeginsAnew() {
        enter(Phase.WRITE, 10);
        pass(6_000);
        enter(Phase.WRITE, 10);
        pass(6_000);
        assertEquals(List.of(), late);
        pass(4_000);
        assertEquals(List.of("WRITE"), late);
    }

    @Test
    void aPhaseMayBeginWhenAnotherIsTooLate() {
        timer.enter(Phase.BODY, loop, Duration.ofSeconds(10), () -> enter(Phase.LINGER, 5));
        pass(10_000);
        assertEquals(Phase.LINGER, timer.phase());
        pass(5_000);
        assertEquals(List.of("LINGER"), late);
    }

    @Test
    void aThousandCallsTakeOneTaskAndLeaveNone() {
        AtomicInteger tasks = new AtomicInteger();
        EventLoop counting = (EventLoop) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EventLoop.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("schedule")) {
                        tasks.incrementAndGet();
                    }
                    return method.invoke(loop, arguments);
                });
        for (int call = 0; call < 1000; call++) {
            timer.enter(Phase.HEADERS, counting, Duration.ofSeconds(10), () -> late.add("HEADERS"));
            timer.enter(Phase.BODY, counting, Duration.ofSeconds(30), () -> late.add("BODY"));
            timer.enter(Phase.CALL);
            timer.enter(Phase.WRITE, counting, Duration.ofSeconds(30), () -> late.add("WRITE"));
            timer.enter(Phase.IDLE, counting, Duration.ofSeconds(60), () -> late.add("IDLE"));
            pass(1);
        }
        assertEquals(1, tasks.get());
        timer.stop();
        pass(100_000);
        assertEquals(List.of(), late);
        assertEquals(-1, channel.runScheduledPendingTasks(), "a task is left");
    }

    private void enter(Phase phase, int seconds) {
        timer.enter(phase, loop, Duration.ofSeconds(seconds), () -> late.add(phase.name()));
    }

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}
