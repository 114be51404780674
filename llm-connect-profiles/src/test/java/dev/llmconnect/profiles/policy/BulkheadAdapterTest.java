package dev.llmconnect.profiles.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BulkheadAdapterTest {
    private final FakeClock clock = new FakeClock();
    private final ScriptedAdapter provider = new ScriptedAdapter("acme", clock);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void refusesWhenNoPlaceBecomesFreeInTime() {
        Bulkhead bulkhead = new Bulkhead("triage", BulkheadConfig.of(1), clock);
        LLMAdapter adapter = new BulkheadAdapter(provider, bulkhead);

        try (LLMStream running = adapter.stream(request(Duration.ofMinutes(5)))) {
            assertThat(running.iterator().hasNext()).isTrue();
            assertThatThrownBy(() -> adapter.execute(request(Duration.ofMinutes(5))))
                    .isInstanceOf(BulkheadFullException.class)
                    .hasMessage("triage has reached its limit of 1 concurrent calls (max_concurrent); try again later")
                    .satisfies(e -> {
                        LLMException failure = (LLMException) e;
                        assertThat(failure.code()).isEqualTo(ErrorCode.SERVER_OVERLOADED);
                        assertThat(failure.type()).isEqualTo("ServerOverloadedError");
                        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
                    });
            assertThatThrownBy(() -> adapter.execute(request(Duration.ofSeconds(2))))
                    .isInstanceOf(BulkheadFullException.class);
        }

        assertThat(clock.sleeps())
                .as("bounded, and inside the deadline")
                .containsExactly(Duration.ofSeconds(10), Duration.ofMillis(1500));
        assertThat(bulkhead.waiting()).isZero();
        assertThat(adapter.execute(request(Duration.ofMinutes(5))).content()).isEqualTo(Script.WHOLE);
    }

    @Test
    void refusesAtOnceWhenTooManyWait() {
        BulkheadConfig config = BulkheadConfig.builder()
                .maxConcurrent(1)
                .maxWaitTime(Duration.ofSeconds(10))
                .maxWaiting(0)
                .build();
        LLMAdapter adapter = new BulkheadAdapter(provider, new Bulkhead("triage", config, clock));

        try (LLMStream running = adapter.stream(request(Duration.ofMinutes(5)))) {
            assertThat(running.iterator().hasNext()).isTrue();
            assertThatThrownBy(() -> adapter.execute(request(Duration.ofMinutes(5))))
                    .isInstanceOf(BulkheadFullException.class);
        }

        assertThat(clock.sleeps()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyWayACallEndsFreesItsPlace(Asked asked) {
        Bulkhead bulkhead = new Bulkhead("triage", BulkheadConfig.of(1), clock);
        LLMAdapter adapter = new BulkheadAdapter(provider, bulkhead);
        provider.does(
                Script.fine(),
                Script.fails(new LLMApiException("no")),
                new Script().say(1).fail(new LLMApiException("no")),
                Script.fine());

        asked.of(adapter, request(Duration.ofMinutes(5)));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> asked.of(adapter, request(Duration.ofMinutes(5))))
                    .isInstanceOf(LLMApiException.class);
        }
        adapter.stream(request(Duration.ofMinutes(5))).close();

        assertThat(bulkhead.running()).isZero();
    }

    @Test
    void aBugInsideFreesThePlaceToo() {
        Bulkhead bulkhead = new Bulkhead("triage", BulkheadConfig.of(1), clock);
        LLMAdapter broken = new BulkheadAdapter(new BrokenAdapter(), bulkhead);

        assertThatThrownBy(() -> broken.execute(request(Duration.ofMinutes(5))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> broken.stream(request(Duration.ofMinutes(5))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(bulkhead.running()).isZero();
    }

    @Test
    void thePlaceGoesToTheCallThatWaitedLongest() throws Exception {
        Semaphore begins = new Semaphore(0);
        Bulkhead bulkhead = new Bulkhead("triage", BulkheadConfig.of(1), waitingInTurn(begins));
        enter(bulkhead, request(Duration.ofMinutes(5)));

        Future<?> second = threads.submit(() -> enter(bulkhead, request(Duration.ofMinutes(5))));
        begins.acquire();
        Future<?> third = threads.submit(() -> enter(bulkhead, request(Duration.ofMinutes(5))));
        begins.acquire();
        bulkhead.leave();

        second.get(10, TimeUnit.SECONDS);
        assertThat(third.isDone()).isFalse();
        bulkhead.leave();
        third.get(10, TimeUnit.SECONDS);
        assertThat(bulkhead.running()).isEqualTo(1);
        assertThat(bulkhead.waiting()).isZero();
    }

    @Test
    void aCallerWhoLeavesWaitsNoLonger() throws Exception {
        Semaphore begins = new Semaphore(0);
        Bulkhead bulkhead = new Bulkhead("triage", BulkheadConfig.of(1), waitingInTurn(begins));
        enter(bulkhead, request(Duration.ofMinutes(5)));
        LLMRequest leaves = request(Duration.ofMinutes(5));

        Future<?> waiting = threads.submit(() -> enter(bulkhead, leaves));
        begins.acquire();
        leaves.cancellation().cancel();

        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LLMCancelledException.class);
        assertThat(bulkhead.waiting()).isZero();
        bulkhead.leave();
        assertThat(bulkhead.running()).isZero();
    }

    @Test
    void aPlaceThatIsGivenToACallerWhoLeavesGoesBack() {
        LLMRequest leaves = request(Duration.ofMinutes(5));
        Bulkhead[] bulkhead = new Bulkhead[1];
        bulkhead[0] = new Bulkhead("triage", BulkheadConfig.of(1), (signal, longest) -> {
            bulkhead[0].leave();
            leaves.cancellation().cancel();
            return true;
        });
        enter(bulkhead[0], request(Duration.ofMinutes(5)));

        assertThatThrownBy(() -> enter(bulkhead[0], leaves)).isInstanceOf(LLMCancelledException.class);

        assertThat(bulkhead[0].running()).isZero();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        Bulkhead bulkhead = new Bulkhead("triage", BulkheadConfig.of(1), Sleeper.system());
        enter(bulkhead, request(Duration.ofMinutes(5)));

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> enter(bulkhead, request(Duration.ofMinutes(5))))
                .isInstanceOf(LLMCancelledException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(bulkhead.waiting()).isZero();
        assertThat(bulkhead.running()).isEqualTo(1);
    }

    @Test
    void severalAdaptersMayShareOne() {
        Bulkhead bulkhead = new Bulkhead("acme", BulkheadConfig.of(1), clock);
        LLMAdapter one = new BulkheadAdapter(provider, bulkhead);
        LLMAdapter other = new BulkheadAdapter(provider, bulkhead);

        try (LLMStream running = one.stream(request(Duration.ofMinutes(5)))) {
            assertThat(running.iterator().hasNext()).isTrue();
            assertThatThrownBy(() -> other.execute(request(Duration.ofMinutes(5))))
                    .isInstanceOf(BulkheadFullException.class);
        }
    }

    /** Tells when somebody begins to wait, and then waits in real time. */
    private static Sleeper waitingInTurn(Semaphore begins) {
        return (CountDownLatch signal, Duration longest) -> {
            begins.release();
            return signal.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        };
    }

    private static void enter(Bulkhead bulkhead, LLMRequest request) {
        bulkhead.enter(request, request.deadline());
    }

    private LLMRequest request(Duration timeout) {
        return LLMRequest.builder()
                .prompt("Hello")
                .config(RunConfig.builder().timeout(timeout).build())
                .ticker(clock)
                .build()
                .begin();
    }

    private static final class BrokenAdapter implements LLMAdapter {
        @Override
        public String provider() {
            return "broken";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            throw new IllegalStateException("a bug");
        }
    }
}
