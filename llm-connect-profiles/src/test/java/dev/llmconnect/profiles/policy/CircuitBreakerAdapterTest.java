package dev.llmconnect.profiles.policy;

import static dev.llmconnect.profiles.policy.Script.fails;
import static dev.llmconnect.profiles.policy.Script.fine;
import static dev.llmconnect.profiles.policy.Script.rateLimited;
import static dev.llmconnect.profiles.policy.Script.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.profiles.policy.CircuitStatus.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CircuitBreakerAdapterTest {
    private static final Circuit CIRCUIT = new Circuit("acme", "m");

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeClock clock = new FakeClock();
    private final ScriptedAdapter provider = new ScriptedAdapter("acme", clock);
    private final CircuitBreakers breakers = new CircuitBreakers(clock);
    private final LLMAdapter adapter = new CircuitBreakerAdapter(
            provider,
            CircuitBreakerConfig.builder()
                    .failureThreshold(2)
                    .maxDelay(Duration.ofSeconds(30))
                    .build(),
            breakers);

    @ParameterizedTest
    @EnumSource
    void opensWhenNothingButFailuresReachTheThresholdAndRefusesAtOnce(Asked asked) {
        provider.does(status(503, FailureReason.SERVER));
        fail(asked, "m");
        assertThat(breakers.isOpen(CIRCUIT)).isFalse();
        fail(asked, "m");
        assertThat(breakers.isOpen(CIRCUIT)).isTrue();
        clock.pass(Duration.ofMillis(400));

        CircuitOpenException refusal =
                catchThrowableOfType(CircuitOpenException.class, () -> asked.of(adapter, request("m")));

        assertThat(refusal)
                .hasMessage("the circuit of acme/m is open for another 1 s after 2 failed attempts; "
                        + "the last failure: HTTP 503 from the provider");
        assertThat(refusal.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(refusal.retryAfter()).contains(SECOND);
        assertThat(refusal.circuit()).isEqualTo(CIRCUIT);
        assertThat(provider.calls()).isEqualTo(2);
        assertThat(breakers.openCircuits())
                .containsExactly(new CircuitStatus(CIRCUIT, State.OPEN, 2, Duration.ofMillis(600)));
        assertThat(State.HALF_OPEN).hasToString("half_open");
    }

    @Test
    void theDelayStartsAtASecondAndDoublesWithEachTrialThatFails() {
        open();
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            assertThat(breakers.openCircuits())
                    .extracting(CircuitStatus::remainingDelay)
                    .containsExactly(Duration.ofSeconds(seconds));
            clock.pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertThatThrownBy(() -> adapter.execute(request("m"))).isInstanceOf(CircuitOpenException.class);
            clock.pass(Duration.ofMillis(1));
            fail(Asked.UNARY, "m");
        }
    }

    @Test
    void theDelayStartsAtASecondAgainOnceATrialHasSucceeded() {
        open();
        clock.pass(SECOND);
        fail(Asked.UNARY, "m");
        clock.pass(SECOND.multipliedBy(2));
        provider.does(fine());
        adapter.execute(request("m"));

        // One success is remembered, so it takes a rate to open it again.
        clock.pass(SlidingWindow.MAX_AGE.plusSeconds(1));
        open();

        assertThat(breakers.openCircuits())
                .extracting(CircuitStatus::remainingDelay)
                .containsExactly(SECOND);
    }

    @Test
    void aRateDecidesWhereOthersSucceed() {
        LLMAdapter five = new CircuitBreakerAdapter(provider, CircuitBreakerConfig.defaults(), breakers);
        mixed(five, 60, 40);
        assertThat(breakers.openCircuits()).as("40 of 100 failed").isEmpty();

        mixed(five, 0, 9);
        assertThat(breakers.openCircuits()).as("49 of the last 100 failed").isEmpty();
        mixed(five, 0, 1);

        assertThat(breakers.openCircuits()).as("50 of the last 100 failed").hasSize(1);
    }

    @Test
    void fewAttemptsMakeNoRate() {
        LLMAdapter five = new CircuitBreakerAdapter(provider, CircuitBreakerConfig.defaults(), breakers);
        mixed(five, 1, 18);
        assertThat(breakers.openCircuits()).isEmpty();

        mixed(five, 0, 1);

        assertThat(breakers.openCircuits()).hasSize(1);
    }

    @Test
    void whatIsLongPastDoesNotCount() {
        provider.does(status(503, FailureReason.SERVER));
        fail(Asked.UNARY, "m");
        clock.pass(SlidingWindow.MAX_AGE.plusSeconds(1));

        fail(Asked.UNARY, "m");

        assertThat(breakers.openCircuits()).isEmpty();
    }

    @Test
    void theOnlyRouteIsTriedEverySecondHoweverLongTheDelay() {
        open();
        LLMAdapter only = only();
        clock.pass(SECOND);
        fail(Asked.UNARY, "m");
        clock.pass(SECOND.multipliedBy(2));
        fail(Asked.UNARY, "m");
        assertThat(breakers.openCircuits())
                .extracting(CircuitStatus::remainingDelay)
                .containsExactly(SECOND.multipliedBy(4));
        assertThatThrownBy(() -> only.execute(request("m"))).isInstanceOf(CircuitOpenException.class);

        clock.pass(SECOND);
        assertThatThrownBy(() -> only.execute(request("m"))).hasMessage("HTTP 503 from the provider");
        assertThatThrownBy(() -> only.execute(request("m"))).isInstanceOf(CircuitOpenException.class);
        assertThat(breakers.openCircuits())
                .as("a trial during the delay does not make it longer")
                .extracting(CircuitStatus::remainingDelay)
                .containsExactly(SECOND.multipliedBy(3));

        clock.pass(SECOND);
        provider.does(fine());
        assertThat(only.execute(request("m")).content()).isEqualTo(Script.WHOLE);
        assertThat(breakers.openCircuits()).isEmpty();
    }

    @Test
    void theOnlyRouteLetsEveryCallThroughAfterTheDelay() {
        open();
        clock.pass(SECOND);
        provider.does(fine());

        try (LLMStream trial = only().stream(request("m"));
                LLMStream another = only().stream(request("m"))) {
            assertThat(breakers.openCircuits().get(0).state()).isEqualTo(State.HALF_OPEN);
            assertThat(another.response().content()).isEqualTo(Script.WHOLE);
            assertThat(trial.response().content()).isEqualTo(Script.WHOLE);
        }
    }

    @Test
    void manyTrialsThatFailTogetherAreOneFailedTrial() {
        open();
        clock.pass(SECOND);
        provider.does(new Script().headers().fail(Script.failure("no", 503, FailureReason.SERVER)));

        try (LLMStream one = only().stream(request("m"));
                LLMStream other = only().stream(request("m"))) {
            assertThatThrownBy(one::response).hasMessage("no");
            assertThatThrownBy(other::response).hasMessage("no");
        }

        assertThat(breakers.openCircuits())
                .extracting(CircuitStatus::remainingDelay)
                .containsExactly(SECOND.multipliedBy(2));
    }

    @Test
    void theFirstTokenOfATrialClosesTheCircuit() {
        open();
        clock.pass(SECOND);
        provider.does(fine());

        try (LLMStream trial = adapter.stream(request("m"))) {
            assertThat(trial.iterator().hasNext()).isTrue();
            assertThat(breakers.openCircuits()).isEmpty();
        }
    }

    @Test
    void anotherModelOfTheProviderIsAnotherCircuit() {
        open();
        provider.does(fine());

        assertThat(adapter.execute(request("other")).content()).isEqualTo(Script.WHOLE);
    }

    @Test
    void aSuccessInBetweenMakesItAMatterOfRate() {
        provider.does(status(503, FailureReason.SERVER), fine(), status(503, FailureReason.SERVER), fine());

        for (int i = 0; i < 2; i++) {
            fail(Asked.UNARY, "m");
            adapter.execute(request("m"));
        }

        assertThat(breakers.openCircuits()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void oneTrialThatSucceedsClosesIt(Asked asked) {
        open();
        clock.pass(SECOND);
        provider.does(fine());

        asked.of(adapter, request("m"));

        assertThat(breakers.openCircuits()).isEmpty();
        asked.of(adapter, request("m"));
    }

    @Test
    void aTrialThatFailsOpensItAgainWhateverItsProfileAllows() {
        LLMAdapter patient = new CircuitBreakerAdapter(
                provider,
                CircuitBreakerConfig.builder()
                        .failureThreshold(100)
                        .maxDelay(Duration.ofMillis(500))
                        .build(),
                breakers);
        open();
        clock.pass(SECOND);

        assertThatThrownBy(() -> patient.execute(request("m"))).hasMessage("HTTP 503 from the provider");

        assertThat(breakers.openCircuits())
                .containsExactly(new CircuitStatus(CIRCUIT, State.OPEN, 3, Duration.ofMillis(500)));
    }

    @Test
    void othersAreRefusedWhileOneIsOnTrialUntilItCountsAsLost() {
        open();
        clock.pass(SECOND);
        provider.does(new Script().headers().say(60));

        try (LLMStream trial = adapter.stream(request("m"))) {
            assertThatThrownBy(() -> adapter.execute(request("m"))).isInstanceOf(CircuitOpenException.class);
            assertThat(breakers.openCircuits().get(0).state()).isEqualTo(State.HALF_OPEN);

            clock.pass(Duration.ofSeconds(30));
            adapter.execute(request("m"));
            assertThat(breakers.openCircuits()).isEmpty();
            assertThat(trial.response().content()).isEqualTo(Script.WHOLE);
        }
    }

    @Test
    void aTrialThatTellsNothingMakesRoomForTheNext() {
        open();
        clock.pass(SECOND);
        provider.does(rateLimited(SECOND), new Script().headers().say(60), fine());

        fail(Asked.UNARY, "m");
        adapter.stream(request("m")).close();
        assertThat(breakers.openCircuits().get(0).state()).isEqualTo(State.HALF_OPEN);
        adapter.execute(request("m"));

        assertThat(breakers.openCircuits()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotTheProvidersFaultDoesNotCount(Asked asked) {
        provider.does(
                rateLimited(Duration.ofSeconds(1)),
                status(400, FailureReason.INVALID_REQUEST),
                status(401, FailureReason.AUTHENTICATION),
                status(400, FailureReason.CONTEXT_LENGTH),
                fails(new LLMTimeoutException("the caller was in a hurry")));

        for (int i = 0; i < 5; i++) {
            fail(asked, "m");
        }

        assertThat(breakers.openCircuits()).isEmpty();
    }

    @Test
    void longSilenceCounts() {
        provider.does(new Script().pause(Duration.ofSeconds(10)).fail(new LLMTimeoutException("nothing came")));

        fail(Asked.UNARY, "m");
        fail(Asked.UNARY, "m");

        assertThat(breakers.isOpen(CIRCUIT)).isTrue();
    }

    @Test
    void aStreamCutInItsMiddleCounts() {
        provider.does(new Script().say(2).fail(Script.failure("cut", null, FailureReason.TRUNCATED)));

        fail(Asked.STREAM, "m");
        fail(Asked.STREAM, "m");

        assertThat(breakers.isOpen(CIRCUIT)).isTrue();
    }

    @Test
    void clientsWhoInventModelNamesFillNoMemoryAndPushNoOpenCircuitOut() {
        provider.does(status(503, FailureReason.SERVER));
        for (int i = 0; i < 100; i++) {
            fail(Asked.UNARY, "down-" + i);
            fail(Asked.UNARY, "down-" + i);
        }
        for (int i = 0; i < CircuitBreakers.MAX_CIRCUITS; i++) {
            fail(Asked.UNARY, "invented-" + i);
        }

        assertThat(breakers.openCircuits())
                .hasSize(100)
                .allMatch(status -> status.circuit().model().startsWith("down-"));
    }

    /** Of a circuit that may be open for calls that can go nowhere else. */
    private LLMAdapter only() {
        return new CircuitBreakerAdapter(
                "acme",
                provider,
                CircuitBreakerConfig.builder()
                        .failureThreshold(2)
                        .maxDelay(Duration.ofSeconds(30))
                        .build(),
                false,
                breakers);
    }

    private void mixed(LLMAdapter threshold, int successes, int failures) {
        provider.does(fine());
        for (int i = 0; i < successes; i++) {
            threshold.execute(request("m"));
        }
        provider.does(status(503, FailureReason.SERVER));
        for (int i = 0; i < failures; i++) {
            assertThatThrownBy(() -> threshold.execute(request("m"))).hasMessage("HTTP 503 from the provider");
        }
    }

    private void open() {
        provider.does(status(503, FailureReason.SERVER));
        fail(Asked.UNARY, "m");
        fail(Asked.UNARY, "m");
        assertThat(breakers.isOpen(CIRCUIT)).isTrue();
    }

    private void fail(Asked asked, String model) {
        assertThatThrownBy(() -> asked.of(adapter, request(model)))
                .isInstanceOf(LLMException.class)
                .isNotInstanceOf(CircuitOpenException.class);
    }

    private LLMRequest request(String model) {
        return LLMRequest.builder()
                .prompt("Hello")
                .config(RunConfig.builder().modelName(model).build())
                .ticker(clock)
                .build()
                .begin();
    }
}
