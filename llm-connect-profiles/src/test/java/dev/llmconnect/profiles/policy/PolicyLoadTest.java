package dev.llmconnect.profiles.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** 200 callers at once and a provider that fails three times in ten in every way, in real time but with tiny pauses. */
class PolicyLoadTest {
    private static final int CALLERS = 200;
    private static final int CALLS_EACH = 40;
    /** Three attempts with each of two routes, and one more with each whose circuit was open: it is tried again after the others. */
    private static final int MAX_ATTEMPTS = 2 * 3 + 2;

    @Test
    void everyCallEndsInARightAnswerOrARightErrorAndNothingIsLeft() throws Exception {
        FlakyAdapter primary = new FlakyAdapter("primary", 0.3);
        FlakyAdapter second = new FlakyAdapter("second", 0.3);
        PolicyConfig config = PolicyConfig.builder()
                .retry(RetryConfig.builder()
                        .baseDelay(Duration.ofMillis(1))
                        .maxDelay(Duration.ofMillis(4))
                        .build())
                .attemptTimeouts(AttemptTimeoutConfig.none().withFirstToken(Duration.ofMillis(200)))
                .circuitBreaker(CircuitBreakerConfig.builder()
                        .failureThreshold(20)
                        .maxDelay(Duration.ofMillis(20))
                        .build())
                .maxConcurrent(150)
                .bufferStream(true)
                .build();
        AtomicInteger answers = new AtomicInteger();
        AtomicInteger errors = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

        try (PolicyRuntime runtime =
                PolicyRuntime.builder().maxConcurrent("primary", 100).build()) {
            LLMAdapter adapter = PolicyStack.call(
                    "load",
                    Route.unchanged(PolicyStack.route(primary, config, runtime)),
                    List.of(Route.toDefaultModel(PolicyStack.route(second, config, runtime))),
                    config,
                    runtime);
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Asked asked = caller % 2 == 0 ? Asked.UNARY : Asked.STREAM;
                calls.add(callers.submit(() -> call(adapter, asked, answers, errors)));
            }
            for (Future<?> call : calls) {
                call.get(60, TimeUnit.SECONDS);
            }
            assertThat(runtime.bulkhead("primary").orElseThrow().running()).isZero();
            assertThat(runtime.bulkhead("primary").orElseThrow().waiting()).isZero();
        } finally {
            callers.shutdownNow();
        }

        assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(answers.get() + errors.get()).isEqualTo(CALLERS * CALLS_EACH);
        assertThat(answers.get())
                .as("answers, with 0.3^6 of all calls failing six times")
                .isGreaterThan(CALLERS * CALLS_EACH * 9 / 10);
        assertThat(primary.running.get() + second.running.get()).isZero();
        assertThat(primary.peak.get()).isLessThanOrEqualTo(100);
    }

    private static void call(LLMAdapter adapter, Asked asked, AtomicInteger answers, AtomicInteger errors) {
        for (int i = 0; i < CALLS_EACH; i++) {
            LLMRequest request = LLMRequest.of(
                            "Hello",
                            RunConfig.builder().timeout(Duration.ofSeconds(30)).build())
                    .begin();
            try {
                LLMResponse response = asked.of(adapter, request);
                assertThat(response.content()).isEqualTo("right");
                answers.incrementAndGet();
            } catch (LLMException e) {
                assertThat(e.reason()).as(e.getMessage()).isNotEqualTo(FailureReason.OTHER);
                errors.incrementAndGet();
            }
            assertThat(request.record().attemptCount()).isBetween(1, MAX_ATTEMPTS);
        }
    }

    private static final class FlakyAdapter implements LLMAdapter {
        private static final List<FailureReason> WAYS = List.of(
                FailureReason.SERVER, FailureReason.CONNECTION, FailureReason.TRUNCATED, FailureReason.MALFORMED);

        private final String provider;
        private final double share;
        private final Random random = new Random(42);
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger peak = new AtomicInteger();

        FlakyAdapter(String provider, double share) {
            this.provider = provider;
            this.share = share;
        }

        @Override
        public String provider() {
            return provider;
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            peak.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                if (random.nextDouble() < share) {
                    fail(request, random.nextInt(WAYS.size() + 2));
                }
                return LLMResponse.builder()
                        .content("right")
                        .model(provider + "-model")
                        .build();
            } finally {
                running.decrementAndGet();
            }
        }

        private void fail(LLMRequest request, int way) {
            if (way < WAYS.size()) {
                throw Script.failure(WAYS.get(way).value(), null, WAYS.get(way));
            }
            if (way == WAYS.size()) {
                throw new LLMRateLimitException(
                        "HTTP 429",
                        null,
                        ErrorDetails.builder()
                                .reason(FailureReason.RATE_LIMIT)
                                .retryAfter(Duration.ofMillis(2))
                                .build());
            }
            staySilent(request);
        }

        private static void staySilent(LLMRequest request) {
            CountDownLatch cancelled = new CountDownLatch(1);
            request.cancellation().onCancel(cancelled::countDown);
            try {
                assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new LLMCancelledException("cancelled");
        }
    }
}
