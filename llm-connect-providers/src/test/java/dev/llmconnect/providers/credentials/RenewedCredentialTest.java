package dev.llmconnect.providers.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenewedCredentialTest {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T10:00:00Z"));
    private final AtomicInteger fetches = new AtomicInteger();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean failing;

    private final RenewedCredential<String> credential = new RenewedCredential<>("the test's key", this::fetch, clock);

    @AfterEach
    void stop() {
        gate.countDown();
        callers.shutdownNow();
    }

    private Lease<String> fetch(LLMCall request) {
        int number = fetches.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        request.cancellation().throwIfCancelled();
        if (failing) {
            throw new LLMApiException("refused " + number);
        }
        Instant expiry = clock.instant().plus(LIFE);
        return new Lease<>("key-" + number, expiry.minus(MARGIN), expiry);
    }

    private String get() {
        return credential.get(LLMRequest.of("Hello"));
    }

    @Test
    void manyCallersFetchOnce() throws Exception {
        gate = new CountDownLatch(1);
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            all.add(callers.submit(this::get));
        }
        gate.countDown();
        for (Future<String> one : all) {
            assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo("key-1");
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void aRenewalBlocksNobodyButTheCallerThatRenews() throws Exception {
        assertThat(get()).isEqualTo("key-1");
        clock.advance(LIFE.minus(MARGIN));
        gate = new CountDownLatch(1);
        Future<String> renewing = callers.submit(this::get);
        while (fetches.get() < 2) {
            Thread.onSpinWait();
        }

        assertThat(get()).isEqualTo("key-1");
        assertThat(fetches).hasValue(2);
        gate.countDown();
        assertThat(renewing.get(10, TimeUnit.SECONDS)).isEqualTo("key-2");
        assertThat(get()).isEqualTo("key-2");
        assertThat(fetches).hasValue(2);
    }

    @Test
    void theOldOneIsUsedWhileRenewalsFailAndTheyAreNotRepeatedByEveryCall() {
        assertThat(get()).isEqualTo("key-1");
        failing = true;
        clock.advance(LIFE.minus(MARGIN));
        assertThat(get()).isEqualTo("key-1");
        assertThat(get()).isEqualTo("key-1");
        assertThat(fetches).hasValue(2);

        clock.advance(RenewedCredential.RENEWAL_DELAY);
        assertThat(get()).isEqualTo("key-1");
        assertThat(fetches).hasValue(3);

        clock.advance(MARGIN);
        assertThatThrownBy(this::get).isInstanceOf(LLMApiException.class).hasMessage("refused 4");
        failing = false;
        assertThat(get()).as("a failure is not kept").isEqualTo("key-5");
    }

    @Test
    void callersThatWaitForAFetchShareItsFailure() throws Exception {
        gate = new CountDownLatch(1);
        failing = true;
        CountDownLatch started = new CountDownLatch(16);
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add(callers.submit(() -> {
                started.countDown();
                return get();
            }));
        }
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        waitUntilWaiting(15);
        gate.countDown();
        for (Future<String> one : all) {
            assertThatThrownBy(() -> one.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("refused 1");
        }
        assertThat(fetches).hasValue(1);
    }

    private static void waitUntilWaiting(int threads) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end
                && Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> thread.getName().startsWith("pool-")
                                        && thread.getState() == Thread.State.TIMED_WAITING)
                                .filter(RenewedCredentialTest::waitsForTheCredential)
                                .count()
                        < threads) {
            Thread.onSpinWait();
        }
    }

    private static boolean waitsForTheCredential(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals(RenewedCredential.class.getName())
                    && frame.getMethodName().equals("enter")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aCallerThatLeavesDoesNotFailTheOthers() throws Exception {
        gate = new CountDownLatch(1);
        Cancellation cancellation = new Cancellation();
        Future<String> leaving = callers.submit(() -> credential.get(
                LLMRequest.of("Hello").toBuilder().cancellation(cancellation).build()));
        while (fetches.get() < 1) {
            Thread.onSpinWait();
        }
        Future<String> staying = callers.submit(this::get);
        waitUntilWaiting(1);
        cancellation.cancel();
        gate.countDown();

        assertThatThrownBy(() -> leaving.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LLMCancelledException.class);
        assertThat(staying.get(10, TimeUnit.SECONDS)).isEqualTo("key-2");
    }

    @Test
    void waitingEndsWithTheDeadlineAndWithAnInterrupt() throws Exception {
        gate = new CountDownLatch(1);
        Future<String> fetching = callers.submit(this::get);
        while (fetches.get() < 1) {
            Thread.onSpinWait();
        }
        LLMRequest hurried = LLMRequest.of(
                "Hello", RunConfig.builder().timeout(Duration.ofMillis(20)).build());
        assertThatThrownBy(() -> credential.get(hurried.begin()))
                .isInstanceOf(LLMTimeoutException.class)
                .hasMessage("the deadline passed while waiting for the test's key");

        CompletableFuture<LLMException> ended = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                get();
                ended.completeExceptionally(new AssertionError("a credential came"));
            } catch (LLMException e) {
                ended.complete(e);
            }
        });
        waiting.start();
        waiting.interrupt();
        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(LLMCancelledException.class);
        gate.countDown();
        assertThat(fetching.get(10, TimeUnit.SECONDS)).isEqualTo("key-1");
        assertThat(credential).hasToString("RenewedCredential[the test's key]");
        assertThat(Lease.permanent("key-1").toString()).doesNotContain("key-1");
    }
}
